/** The shapes of the server's answers and of the commands: one place, as in the contract. */
import type { Position } from '@/bridge/types'
import type { AskedItem, Value } from '@/checklists/kinds'
import type { AlertPayloads } from './alerts'
import type { AvoidancePayloads } from './avoidances'
import type { HandoverPayloads } from './handovers'
import type {
  Disposition,
  DispositionKind,
  DocumentKind,
  EarlierProblem,
  Finding,
  Fine,
  Inspection,
  Party,
  Phoned,
  Thing,
  Unable,
} from './record-types'
import type { TaskRecheck } from './rectification'

import type { Approval, Decision, Wish } from './starting'

export * from './map-types'
export * from './record-types'
export * from './rectification'
export * from './starting'

export type { Position, Value }

export interface Receipt {
  payload: Record<string, string | number>
  key_id: string
  signature: string
}

/** RFC 9457, or what the phone itself says of a call that did not arrive. */
export interface Trouble {
  code: string
  title: string
  /** 0 when no answer came. */
  status: number
  details?: Record<string, unknown>
  request_id?: string
}

export interface Me {
  account_id: string
  officer_id: string | null
  name: string
  agency: {
    id: string
    name: string
    short: string
    region_code?: string
    region_name?: string | null
    review_authority?: string | null
    court?: string | null
    remedy_kind?: string | null
  }
  roles: string[]
  certificates: {
    number: string
    issuer: string
    valid_to: string
    valid: boolean
    state: 'valid' | 'soon' | 'expired' | 'revoked' | 'early' | 'none'
    days_left: number
  }[]
  receipt_key: { key_id: string; public_key: string }
  server_time: string
  demo: boolean
  settings: Record<string, unknown>
}

export type Tab = 'pending' | 'todo' | 'active' | 'review' | 'done' | 'late'

export interface TaskRow {
  id: string
  number: string
  state: string
  state_in_words: string
  deadline: string
  subject?: { id: string; name: string; address: string; [more: string]: unknown }
  [more: string]: unknown
}

export interface Tasks {
  counts: Record<Tab, number>
  items: TaskRow[]
  next: string | null
}

export interface Subject {
  id: string
  name: string
  uscc: string
  address: string
  region_name: string
  industry_name: string
  credit: string
  risk: string
  legal_rep: string
  phone_masked: string
  latitude: string | null
  longitude: string | null
  tags: string[]
}

export interface Teammate {
  officer_id: string
  name: string
  certificate_number: string
  certificate_valid_to: string | null
  certificate_valid?: boolean
  lead: boolean
  answer: string | null
}

export interface Gate {
  id: string
  title: string
  detail: string
  ok: boolean
  rule: string | null
  basis?: string | null
  severity?: 'ok' | 'block' | 'warn' | 'record' | 'todo'
  way_on?: string
  /** Why one goes all the same. */
  reason?: string
}

export interface DocumentNumber {
  title?: string
  /** Of a kind that repeats: where in its data stands what tells several apart. */
  apart?: string
  /** A record's: where the party finds its own documents. */
  party_url?: string
  number: string
  verify_code: string
  verify_url: string
}

export interface Task {
  id: string
  number: string
  state: string
  state_in_words: string
  kind_in_words: string
  trigger_in_words?: string
  approval?: Approval | null
  deadline: string
  working_days_left: number
  note: string
  created_at: string
  assigned_by: string
  subject: Subject
  checklist_id: string
  checklist: {
    id: string
    code: string
    version: number
    title: string
    item_count: number
    key_count: number
  }
  team: Teammate[]
  gates: Gate[]
  past: { date: string; agency: string; result_in_words: string; open: boolean }[]
  problems?: EarlierProblem[]
  act_code: string
  /** In whose name it is done; not told by a server of before. */
  agency?: Me['agency']
  presence: { secret: string; step: number; digits: number } | null
  my_answer?: string | null
  inspection: Inspection | null
  recheck?: TaskRecheck | null
  /** By name: the kind, or `kind.2` for the second of one. */
  numbers: Partial<Record<string, DocumentNumber>>
}

export interface Basis {
  law: string
  version: string
  article: string
  quoted: string
  text?: string
  sha256: string
  checked: boolean
  title?: string | null
}

/** GET /laws/article: the words as read from a public copy. */
export interface Article {
  law: string
  title: string
  version: string
  article: string
  text: string
  sha256: string
}

export interface Item extends AskedItem {
  how: string
  basis: Basis[]
  typical: string[]
  measure: string
  evidence: { photos_on_fail: number; what: string[] }
  dispositions: DispositionKind[]
}

export interface Checklist {
  id: string
  code: string
  version: number
  title: string
  /** `matter`: which form a section is of, where several were joined for one visit. */
  sections: { title: string; matter?: string; items: Item[] }[]
}

export interface Signature {
  role: 'officer' | 'party' | 'witness'
  officer_id: string | null
  name: string
  state: 'signed' | 'refused' | 'unable' | 'absent' | 'read_out'
  reason: string
  at: string
  strokes_sha256: string | null
  image_sha256: string | null
}

interface SignPayload {
  document_id: string
  inspection_id: string
  kind: DocumentKind
  /** The second of its kind, the third. */
  nth?: number
  template_version: number
  number: string
  verify_code: string
  data: Record<string, unknown>
  data_sha256: string
  signatures: Signature[]
  mode: 'handwritten' | 'paper' | 'office'
  paper_photos: string[]
}

/** What the phone says to the server, by kind. Ids are uuid strings. */
export interface Payloads extends HandoverPayloads, AlertPayloads, AvoidancePayloads {
  'task.accept': { task_id: string }
  'task.decline': { task_id: string; reason: string }
  'task.start': Wish & { task_id: string; reasons: Record<string, string> }
  'approval.ask': Wish & { approval_id: string; reason: string }
  'approval.decide': { approval_id: string; decision: Decision; remarks: string }
  'inspection.check_in': {
    inspection_id: string
    task_id: string
    position: Position | null
    no_position_reason?: string
    scanned?: string
  }
  'inspection.confirm_presence': { task_id: string; code: string; position?: Position | null }
  /** The digits of the other phone as typed, or the line that it signed as scanned. */
  'inspection.presence_receipt': {
    inspection_id: string
    officer_id: string
    code?: string
    statement?: string
  }
  'inspection.show_credentials': {
    inspection_id: string
    officer_ids: string[]
    means: 'physical' | 'electronic'
    read_out: true
    position?: Position | null
  }
  'inspection.ask_avoidance': {
    inspection_id: string
    answer: 'none' | 'requested'
    target_officer_id?: string
    reason?: string
  }
  'inspection.answer': {
    inspection_id: string
    item: string
    value: Value
    note: string
    finding: Finding | null
  }
  'inspection.conclude': {
    inspection_id: string
    party: Party
    result: number
    dispositions: Disposition[]
    opinion: string
    fine?: Fine | null
  }
  'inspection.unable': Unable & { inspection_id: string; party: Party | null; result: number }
  'inspection.approve': { inspection_id: string; remarks?: string }
  'inspection.return': { inspection_id: string; remarks: string }
  'preservation.ask': {
    preservation_id: string
    inspection_id: string
    items: string[]
    things: Thing[]
    place: string
    reason: string
    phoned: Phoned | null
  }
  'document.sign': SignPayload
  'document.correct': SignPayload & { supersedes: string; reason: string }
  'inspection.submit': {
    inspection_id: string
    evidence: string[]
    documents: string[]
    /** Why a document that ought to be there was not made. */
    without?: string
  }
  'rectification.report': {
    report_id: string
    order_id: string
    text: string
    photos: string[]
  }
  'rectification.recheck': { order_id: string }
  'document.printed': {
    document_id: string
    printer: string
    profile: string
    payload_sha256: string
    bytes: number
    outcome: 'done' | 'stopped' | 'unknown'
    copy: number
  }
}

export type Kind = keyof Payloads

export interface Command<K extends Kind = Kind> {
  id: string
  device: string
  seq: number
  at: string
  kind: K
  payload: Payloads[K]
}

export interface CommandAnswer {
  id: string | null
  outcome: 'accepted' | 'duplicate' | 'refused'
  result?: Record<string, unknown>
  problem?: Trouble
  receipt?: Receipt
}

export interface Calendar {
  year: number
  confirmed: boolean
  rest_days: string[]
  work_days: string[]
}

export interface PrinterProfile {
  id: string
  title: string
  [more: string]: unknown
}
