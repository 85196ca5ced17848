/** Everything the pages see, made once for this phone. */
import { bridge } from '@/bridge'
import { build } from './build'

const built = build(bridge)

export const { session, api, outbox, inspections, evidence, drafts, store, newId } = built
export { bridge }
export { TroubleError, troubleOf } from './http'
export type { OutboxItem, OutboxState } from './outbox'
export type { EvidenceItem, EvidenceMeta, EvidenceState } from './evidence'
export type { SessionState } from './session'
export type { TaskView } from './inspections'
export type { Readable, ReadState } from './reads'
