/** Starting an inspection oneself, and the head's approval: shapes of wishes, gates and answers. */

export type CheckKind = 'routine' | 'campaign' | 'case'
export type Mode = 'site' | 'offsite' | 'written'
export type Notice = 'arrival' | 'issued' | 'exempt'
export type Trigger =
  | 'plan'
  | 'patrol'
  | 'assigned'
  | 'complaint'
  | 'monitoring'
  | 'transfer'
  | 'superior'
  | 'request'
  | 'emergency'

/** What an officer is about to begin; `officer_ids` go along. */
export interface Wish {
  subject_id: string
  checklist_id: string
  officer_ids: string[]
  kind: CheckKind
  mode: Mode
  trigger: Trigger
  trigger_note: string
  off_site: string
  notice: Notice
  notice_reason: string
  emergency: boolean
}

export interface StartGate {
  step: string
  title: string
  rule: string
  severity: 'ok' | 'block' | 'warn' | 'record'
  message: string
  article: string
  way_on: string
}

export interface Gates {
  gates: StartGate[]
  blocked: boolean
  may_ask: boolean
  may_emergency: boolean
  counted: boolean
  plan: string
  approval: Approval | null
}

export interface Partners {
  items: { id: string; name: string; post: string; reason: string }[]
}

export interface Form {
  id: string
  code: string
  version: number
  title: string
  field: string
  item_count: number
  key_count: number
}

export interface Forms {
  items: Form[]
}

export type Decision = 'approved' | 'returned' | 'rejected'

export interface Approval {
  id: string
  what: 'plan' | 'start'
  title: string
  state: 'pending' | Decision
  state_in_words: string
  kind_in_words: string
  emergency: boolean
  due: string | null
  late: boolean
  minutes_left: number | null
  valid_until: string | null
  reason: string
  wish: { name: string; words: string }[]
  asked_by: string
  asked_at: string
  decided_by: string
  delegated_from: string
  decided_at: string | null
  remarks: string
  subject_id: string | null
  task_id: string | null
  may_decide?: boolean
}

export interface Approvals {
  counts: Record<string, number>
  /** Whether anything may wait for this officer's decision. */
  decides: boolean
  items: Approval[]
  next: string | null
}

export interface ApprovalsAsked {
  state?: string
  mine?: string
  [more: string]: string | undefined
}
