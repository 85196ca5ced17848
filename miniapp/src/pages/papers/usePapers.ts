import { useMemo } from 'react'
import { api, evidence, newId } from '@/store'
import type { Template } from '@/store/api'
import { png } from '../../ui/png'
import { rasterise, type Handwriting } from '../../ui/strokes'
import type { DocumentKind, Inspection, Signature, Task } from '../shapes'
import { momentNow, orSaySo, send, useChecklist, useDraft, useMe, useRead } from '../use'
import {
  draftKey,
  holds,
  nextSigner,
  NO_SIGN,
  paperOf,
  signersOf,
  type Correcting,
  type Paper,
  type SignDraft,
  type Signer,
} from './signing'

export type Filled = Record<string, unknown>

const NOTHING: Filled = {}
const NONE: string[] = []

export const fillKey = (inspectionId: string, kind: string) => `fill:${inspectionId}:${kind}`

/** Templates may come as a list or as {items}. */
export function useTemplates(): Template[] | undefined {
  const { value } = useRead(useMemo(() => api.templates(), []))
  return useMemo(() => {
    if (!value || Array.isArray(value)) return value
    return (value as { items?: Template[] }).items ?? []
  }, [value])
}

/** Documents that the officers make beside those that the conclusion asks for, by kind. */
export function useExtras(inspectionId: string) {
  const [kinds, keep] = useDraft<string[]>(`extras:${inspectionId}`, NONE)
  return {
    kinds: kinds ?? NONE,
    add: (kind: string) => keep((before) => before.filter((one) => one !== kind).concat(kind)),
    drop: (kind: string) => keep((before) => before.filter((one) => one !== kind)),
  }
}

export function usePaper(task: Task, inspection: Inspection, kind: DocumentKind): Paper | null {
  const me = useMe()
  const checklist = useChecklist(task.checklist_id).value
  const templates = useTemplates()
  const [filled] = useDraft<Filled>(fillKey(inspection.id, kind), NOTHING)
  return useMemo(() => {
    if (!me || !checklist || !templates || !inspection.conclusion || !filled) return null
    const now = momentNow()
    return paperOf({ kind, me, task, checklist, inspection, templates, now, filled })
  }, [me, checklist, templates, inspection, kind, task, filled])
}

/** The pen's way and the picture made from it, as originals of an inspection. */
export async function keepInk(
  writing: Handwriting,
  inspectionId: string,
  item: string | null = null,
) {
  const meta = {
    inspection_id: inspectionId,
    item,
    origin: 'camera' as const,
    taken_at: momentNow(),
    position: null,
  }
  const strokes = await evidence.keepText(JSON.stringify(writing), { ...meta, kind: 'strokes' })
  const image = await evidence.keepBytes(png(rasterise(writing)), 'image/png', {
    ...meta,
    kind: 'signature',
  })
  return { strokes_sha256: strokes.sha256, image_sha256: image.sha256 }
}

const NO_INK = { strokes_sha256: null, image_sha256: null }

function signed(signer: Signer, part: Partial<Signature>): Signature {
  return {
    role: signer.role,
    officer_id: signer.officerId,
    name: signer.name,
    state: 'signed',
    reason: '',
    at: momentNow(),
    ...NO_INK,
    ...part,
  }
}

export type Refusal = {
  state: 'refused' | 'unable' | 'absent' | 'read_out'
  reason: string
  witness: string
}

/** The signed document as a command; a correction says which version it supersedes, and why. */
function say(
  inspectionId: string,
  paper: Paper,
  draft: SignDraft,
  correcting: Correcting | null,
): Promise<unknown> {
  const said = {
    document_id: draft.documentId,
    inspection_id: inspectionId,
    kind: paper.kind,
    template_version: paper.version,
    number: paper.number,
    verify_code: paper.verifyCode,
    data: paper.data,
    data_sha256: paper.sha256,
    signatures: draft.signatures,
    mode: draft.mode,
    paper_photos: draft.paperPhotos,
  }
  if (!correcting) return send('document.sign', said)
  const { supersedes, reason } = correcting
  return send('document.correct', { ...said, supersedes, reason })
}

/** Signing one document on this phone: kept after each signature, sent when all are there. */
export function useSigning(
  task: Task,
  inspection: Inspection,
  paper: Paper | null,
  kind: DocumentKind,
  correcting: Correcting | null,
) {
  const version = correcting ? correcting.version : 1
  const [kept, keep] = useDraft<SignDraft>(draftKey(inspection.id, kind, version), NO_SIGN)
  if (!kept || !paper) return null
  const fresh = { ...NO_SIGN, documentId: newId(), sha256: paper.sha256 }
  const draft = kept.documentId && holds(kept, paper) ? kept : fresh
  const signers = signersOf(task, inspection, draft, paper)
  const add = (signature: Signature, part: Partial<SignDraft> = {}) =>
    keep({ ...draft, ...part, signatures: draft.signatures.concat(signature) })

  return {
    draft,
    signers,
    next: nextSigner(draft, signers),
    /** A draft was begun, but for other content. */
    voided: kept.documentId !== '' && !holds(kept, paper) && kept.signatures.length > 0,
    async sign(signer: Signer, writing: Handwriting) {
      const ink = await orSaySo(keepInk(writing, inspection.id))
      const drawn = { ...draft.ink, [ink.image_sha256]: writing.strokes }
      await add(signed(signer, ink), { ink: drawn })
    },
    refuse(signer: Signer, { state, reason, witness }: Refusal) {
      return add(signed(signer, { state, reason }), { witness })
    },
    /** Signed on paper: everybody's hand is on the photographs. */
    async onPaper(photos: string[]) {
      const signatures = signersOf(task, inspection, NO_SIGN, paper).map((one) => signed(one, {}))
      const next = { ...draft, mode: 'paper' as const, paperPhotos: photos, signatures }
      await keep(next)
      await deliver(next)
    },
    deliver: () => deliver(draft),
  }

  async function deliver(whole: SignDraft) {
    if (!paper || whole.sent) return
    await say(inspection.id, paper, whole, correcting)
    for (const print of whole.prints) {
      await send('document.printed', { document_id: whole.documentId, ...print })
    }
    await keep({ ...whole, sent: true, prints: [] })
  }
}
