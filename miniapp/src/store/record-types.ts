/** The shapes of an inspection's record, as GET /inspections/{id} answers it. */
import type { Position } from '@/bridge/types'
import type { Value } from '@/checklists/kinds'

export type DispositionKind =
  | 'D0'
  | 'D1'
  | 'D2'
  | 'D3'
  | 'D4'
  | 'D5'
  | 'D6'
  | 'D7'
  | 'D8'
  | 'D9'

export interface Deadline {
  mode: 'date' | 'days' | 'workdays'
  days: number | null
  date: string
  confirmed: boolean
}

export interface Disposition {
  kind: DispositionKind
  items: string[]
  measure: string
  photos_after: string[]
  deadline: Deadline | null
  /** D5: to whom. */
  to?: string
  /** D3, D5, D6, D7, D9: why. */
  reason?: string
  preservation_id?: string | null
  /** D8: 首违不罚 or 轻微免罚, with the photographed 承诺书. */
  exempt?: '' | 'first' | 'slight'
  pledge?: string[]
}

/** 当场处罚; no amount: a warning. */
export interface Fine {
  kind: 'warning' | 'fine'
  amount: number | null
  /** '' while it is written. */
  party: '' | 'citizen' | 'organisation'
  heard: boolean
  statement: string
  cash: boolean
  ground: '' | 'hard' | 'remote'
  ground_reason: string
  basis: string
}

export type UnableHow = 'closed' | 'unreachable' | 'refused'

/** 无法检查: why nothing could be checked. */
export interface Unable {
  how: UnableHow
  facts: string
  photos: string[]
  visits: number
  mailed: boolean
}

export interface Thing {
  name: string
  spec: string
  quantity: string
}

export interface Phoned {
  who: string
  at: string
}

/** 先行登记保存, as far as it is approved and decided. */
export interface Preservation {
  id: string
  state: 'asked' | 'approved' | 'refused' | 'decided'
  state_in_words: string
  things: Thing[]
  place: string
  reason: string
  phoned: Phoned | null
  due: string
  days_left: number | null
  remarks: string | null
}

/** Found at the same subject before, by whichever agency. */
export interface EarlierProblem {
  day: string
  agency: string
  item: string
  text: string
  facts: string
  laws: string[]
}

export interface Finding {
  facts: string
  typical: string[]
  photos: string[]
}

export interface Answer {
  value: Value
  note: string
  finding: Finding | null
  at: string
}

export interface Party {
  name: string
  role: string
  phone?: string
}

export interface Conclusion {
  party: Party
  result: number
  dispositions: Disposition[]
  opinion: string
  at: string
  fine?: Fine | null
  unable?: Unable | null
}

/** A template's name: which there are is for the server to say. */
export type DocumentKind = string

export interface SignedDocument {
  id: string
  kind: DocumentKind
  /** Which of its kind, and what tells it apart, where there may be several. */
  nth?: number
  about?: string
  title: string
  number: string
  state: string
  verify_url: string
  data_sha256: string
  signed_at: string
  version?: number
  superseded?: boolean
  reason?: string
  pdf: boolean
  printed: number
}

export type EvidenceKind = 'photo' | 'strokes' | 'signature' | 'paper'

export interface EvidenceRow {
  sha256: string
  kind: EvidenceKind
  item: string | null
  origin: string
  taken_at: string
  size: number
  received: boolean
}

export type InspectionStage =
  | 'on_site'
  | 'checking'
  | 'concluded'
  | 'signed'
  | 'review'
  | 'returned'
  | 'done'
export type PresenceState = 'none' | 'confirmed' | 'reported'

export interface Presence {
  state: PresenceState
  at: string | null
  /** Typed digits, or a line signed by the own phone. */
  how?: 'code' | 'signed'
  /** Where the own phone was; null where it could not say. */
  position?: Position | null
}

export interface Inspection {
  id: string
  task_id: string
  state: InspectionStage
  state_in_words: string
  checked_in_at: string | null
  position: Position | null
  no_position_reason?: string | null
  /** 扫码入企: what was scanned at the door. */
  scanned?: string | null
  presence: Record<string, Presence>
  credentials: {
    at: string
    means: string
    read_out: boolean
    officer_ids: string[]
    position?: Position | null
  } | null
  avoidance: {
    answer: string
    reason?: string | null
    target_officer_id?: string | null
    at: string
  } | null
  answers: Record<string, Answer>
  conclusion: Conclusion | null
  documents: SignedDocument[]
  evidence: EvidenceRow[]
  missing: string[]
  flaws: {
    rule: string
    title: string
    article: string
    decision_in_words?: string
    decision_reason?: string
  }[]
  submitted_at: string | null
  /** Sent back by the reviewer, until it is handed in again. */
  returned?: { at: string; remarks: string } | null
  preservations?: Preservation[]
  reviews?: { outcome: string; outcome_in_words: string; remarks: string; at: string; by: string }[]
  may_review?: boolean
}
