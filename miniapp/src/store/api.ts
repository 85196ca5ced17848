/** What can be read, by name. Paths and shapes are the contract's. */
import type { Bridge } from '@/bridge/types'
import type { Found, SubjectsAsked } from './found'
import type { Alerts } from './alerts'
import type { Ties } from './avoidances'
import type { Handover, Handovers, Receivers, ReceivingAgency, Side } from './handovers'
import { API, type Http } from './http'
import type { Panorama, Sealed } from './panorama'
import type { Readable, Reads } from './reads'
import type {
  Article,
  Calendar,
  Checklist,
  Inspection,
  MapBase,
  MapSubject,
  MapView,
  Me,
  Order,
  Orders,
  OrderTab,
  PrinterProfile,
  Subject,
  Tab,
  Task,
  Tasks,
} from './types'
import type { Block, Program } from '@/documents/blocks'
import type { Sample } from '../ui/strokes'
import type { Approval, Approvals, ApprovalsAsked, Forms, Gates, Partners, Wish } from './starting'

export interface Viewport {
  west: number
  south: number
  east: number
  north: number
  zoom: number
}

export type Query = Record<string, string | number | undefined>

function query(values: Query): string {
  const named = Object.keys(values).filter((name) => values[name] !== undefined)
  const parts = named.map((name) => `${name}=${encodeURIComponent(String(values[name]))}`)
  return parts.length ? `?${parts.join('&')}` : ''
}

export interface Template {
  kind: string
  version: number
  title: string
  program: Program
  handling: Handling
}

/** What is done with the paper: see templates.Template of the server. */
export interface Handling {
  number: 'accepted' | 'asked' | 'attached'
  site: 'needed' | 'added' | 'office'
  seals: ('before' | 'printed' | 'electronic' | 'later')[]
  slip: 'original' | 'copy' | 'none'
  each_page: boolean
  /** Where in its data stands what tells several apart; '' where there is one at most. */
  repeats?: string
}

/** GET /documents/{id}. */
export interface SignedPaper {
  id: string
  blocks: Block[]
  data: Record<string, unknown>
  /** The strokes of each signature, by the picture made from them. */
  ink: Record<string, string>
}

export interface Drawing {
  /** Base64, in their order. */
  commands: string[]
  segments: { offset: number; bytes: number; crc32: number }[]
  seconds: number
}

const passing = { keep: false }

/** What is looked up on the way: subjects and the map. */
function lookups(
  reads: Reads,
  http: Http,
  { files, origin }: Pick<Bridge, 'files' | 'origin'>,
) {
  return {
    subjects: (asked: SubjectsAsked): Readable<Found> =>
      reads.read(`/subjects${query({ ...asked })}`, passing),
    /** The page behind one that was read, by its `next`. Raises TroubleError. */
    moreSubjects: (asked: SubjectsAsked): Promise<Found> =>
      http.get(`/subjects${query({ ...asked })}`),
    subject: (id: string): Readable<Subject> => reads.read(`/subjects/${id}`),
    panorama: (id: string): Readable<Panorama> => reads.read(`/subjects/${id}/whole`),
    /** The whole number behind a mask, once; never kept on the phone. Raises TroubleError. */
    reveal: (id: string, field: Sealed, reason: string): Promise<{ value: string }> =>
      http.post(`/subjects/${id}/reveal`, { field, reason }),
    viewport: (view: Viewport, filters: Query = {}): Readable<MapView> =>
      reads.read(`/map/viewport${query({ ...view, ...filters })}`, passing),
    nearest: (
      place: Query,
      filters: Query = {},
    ): Readable<{ items: MapSubject[]; too_wide: boolean }> =>
      reads.read(`/map/nearest${query({ ...place, ...filters })}`, passing),
    mapBase: (): Readable<MapBase> => reads.read('/map/base'),
    /** What an image can show of a tile of the ground. Raises BridgeFailure. */
    mapTile: (layer: string, z: number, x: number, y: number): Promise<string> =>
      files.download(`${origin()}${API}/map/tiles/${layer}/${z}/${x}/${y}`, http.headers()),
  }
}

/** What has to stand before an inspection may begin. */
function ground(reads: Reads, http: Http) {
  return {
    forms: (): Readable<Forms> => reads.read('/checklists'),
    /** Every gate of an inspection that is about to begin. Raises TroubleError. */
    gates: (wish: Wish): Promise<Gates> => http.post('/tasks/start/check', wish),
    partners: (subject: string, form: string): Readable<Partners> =>
      reads.read(`/tasks/start/partners${query({ subject_id: subject, checklist_id: form })}`),
    approvals: (asked: ApprovalsAsked): Readable<Approvals> =>
      reads.read(`/approvals${query({ ...asked })}`),
    /** The rows behind the last one shown. Raises TroubleError. */
    moreApprovals: (asked: ApprovalsAsked, before: string): Promise<Approvals> =>
      http.get(`/approvals${query({ ...asked, before })}`),
    approval: (id: string): Readable<Approval> => reads.read(`/approvals/${id}`),
  }
}

/** What goes on after an inspection: orders to correct and hand-overs. */
function follow(
  reads: Reads,
  http: Http,
  { files, origin }: Pick<Bridge, 'files' | 'origin'>,
) {
  return {
    alerts: (whose: 'mine' | 'all'): Readable<Alerts> => reads.read(`/alerts${query({ whose })}`),
    /** The own teams' orders to correct; without a tab all of them. */
    orders: (tab?: OrderTab): Readable<Orders> => reads.read(`/rectifications${query({ tab })}`),
    moreOrders: (tab: OrderTab, before: string): Promise<Orders> =>
      http.get(`/rectifications${query({ tab, before })}`),
    order: (id: string): Readable<Order> => reads.read(`/rectifications/${id}`),
    handovers: (side: Side): Readable<Handovers> => reads.read(`/handovers${query({ side })}`),
    /** The rows behind the last one shown. Raises TroubleError. */
    moreHandovers: (side: Side, before: string): Promise<Handovers> =>
      http.get(`/handovers${query({ side, before })}`),
    handover: (id: string): Readable<Handover> => reads.read(`/handovers/${id}`),
    avoidances: (): Readable<Ties> => reads.read('/tasks/avoidances'),
    receivers: (): Readable<Receivers> => reads.read('/handovers/receivers'),
    /** Any agency by a part of its name; `kin` only those of the own line. */
    agencies: (q: string, kin: boolean): Readable<{ items: ReceivingAgency[]; more: boolean }> =>
      reads.read(`/handovers/receivers/agencies${query(kin ? { q, kin: 'true' } : { q })}`, passing),
    /** What an image can show of an original that came along. Raises BridgeFailure. */
    handedPicture: (id: string, material: string): Promise<string> =>
      files.download(`${origin()}${API}/handovers/${id}/material/${material}`, http.headers()),
  }
}

export function createApi(
  reads: Reads,
  http: Http,
  bridge: Pick<Bridge, 'files' | 'origin'>,
) {
  const { origin } = bridge
  return {
    ...lookups(reads, http, bridge),
    ...ground(reads, http),
    ...follow(reads, http, bridge),
    me: (): Readable<Me> => reads.read('/me'),
    tasks: (tab: Tab): Readable<Tasks> => reads.read(`/tasks${query({ tab })}`),
    /** The rows behind the last one shown. Raises TroubleError. */
    more: (tab: Tab, before: string): Promise<Tasks> => http.get(`/tasks${query({ tab, before })}`),
    /** A damaged link is answered as unknown, not as the task that stands in it. */
    task: (id: string): Readable<Task> => reads.read(`/tasks/${encodeURIComponent(id)}`),
    checklist: (id: string): Readable<Checklist> => reads.read(`/checklists/${id}`),
    /** A task that this phone began: it is there before the server has heard of it. */
    begin: (task: Task): Promise<void> => reads.seed(`/tasks/${task.id}`, task),
    inspection: (id: string): Readable<Inspection> => reads.read(`/inspections/${id}`),
    /** Numbers for these kinds; the task, read anew, shows them. Raises TroubleError. */
    reserve: (task: string, kinds: string[]): Promise<unknown> =>
      http.post(`/tasks/${task}/numbers`, { kinds }),
    templates: (): Readable<Template[]> => reads.read('/templates'),
    printers: (): Readable<PrinterProfile[]> => reads.read('/printers'),
    /** The dots of a character that no printer has; kept for when there is no signal. */
    glyph: (char: string): Readable<{ rows: string }> => reads.read(`/printers/glyph${query({ char })}`),
    /** The page of a printer that takes dots alone. Raises TroubleError. */
    drawing: (profile: string, page: unknown): Promise<Drawing> =>
      http.post(`/printers/${profile}/drawing`, page),
    /** What was signed, whichever phone it was signed on. */
    document: (id: string): Readable<SignedPaper> => reads.read(`/documents/${id}`),
    /** The pen's way of a signature, by its hash. */
    strokes: (sha256: string): Readable<{ strokes: Sample[][] }> =>
      reads.read(`/evidence/${sha256}`),
    /** Where the PDF of a signed document lies, and what lets this phone fetch it. */
    pdf: (id: string): { url: string; headers: Record<string, string> } => ({
      url: `${origin()}${API}/documents/${id}/pdf`,
      headers: http.headers(),
    }),
    calendar: (year: number): Readable<Calendar> => reads.read(`/calendar${query({ year })}`),
    article: (law: string, article: string): Readable<Article> =>
      reads.read(`/laws/article${query({ law, article })}`),
    laws: (q: string): Readable<{ items: Article[]; total: number }> =>
      reads.read(`/laws/search${query({ q })}`, passing),
    /** Any other path under /api/v1, kept like the rest. */
    read: <T>(path: string): Readable<T> => reads.read<T>(path),
  }
}

export type Api = ReturnType<typeof createApi>
