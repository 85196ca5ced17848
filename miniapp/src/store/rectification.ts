/** 责令改正 as the server answers it. */

export type OrderState =
  | 'open'
  | 'reported'
  | 'recheck'
  | 'partial'
  | 'uncorrected'
  | 'closed'
  | 'reordered'
  | 'case'

export type OrderTab = 'open' | 'late' | 'reported' | 'recheck' | 'undecided' | 'settled'

export interface OrderRow {
  id: string
  number: string
  state: OrderState
  state_in_words: string
  /** Past its date, and nothing was reported. */
  late: boolean
  ordered_on: string
  printed_due: string
  due: string
  working_days_left: number
  recheck_by: string
  recheck_late: boolean
  item_count: number
  facts: string
  task_id: string
  inspection_id: string
  subject: { id: string; name: string; address: string }
  reports: number
}

export interface Orders {
  counts: Record<OrderTab | 'all', number>
  items: OrderRow[]
  next: string | null
}

export interface OrderItem {
  place: number
  code: string
  text: string
  facts: string
  basis: string
  measure: string
  due: string
  photos: string[]
  corrected: boolean | null
  facts_after: string
  photos_after: string[]
}

export interface OrderReport {
  id: string
  origin: 'officer' | 'party'
  name: string
  text: string
  photos: string[]
  at: string
  receipt: string
}

export interface OrderRecheck {
  task_id: string
  number: string
  task_state_in_words: string
  deadline: string
  started_by: string
  inspection_id: string | null
  outcome: string | null
  outcome_in_words: string
  concluded_at: string | null
}

interface Brief {
  id: string
  number: string
  state_in_words: string
}

export interface Order extends Omit<OrderRow, 'reports'> {
  agency: string
  items: OrderItem[]
  team: { officer_id: string; name: string }[]
  previous: Brief | null
  following: Brief | null
  reports: OrderReport[]
  rechecks: OrderRecheck[]
  extensions: {
    due_before: string
    due_after: string
    reason: string
    approved_by: string
    at: string
  }[]
  may_report: boolean
  may_recheck: boolean
}

/** What a recheck's task is about. */
export interface TaskRecheck {
  order_id: string
  number: string
  ordered_on: string
  due: string
  items: { code: string; facts: string; measure: string; photos: string[] }[]
  outcome: string | null
  outcome_in_words: string | null
}
