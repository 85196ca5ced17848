/** 主体全景 as the server answers it. */
import type { Subject } from './types'

export type Sealed = 'phone' | 'liaison_phone' | 'id_number'

export interface Identity extends Subject {
  state: string
  kind: string
  number: string
  org_code: string
  legacy_number: string
  internal_number: string
  id_number_masked: string
  liaison: string
  liaison_phone_masked: string
  operating_address: string
  established: string | null
  source: string
  updated_at: string
}

export interface Licence {
  id: string
  kind: string
  number: string
  issuer: string
  valid_from: string | null
  valid_to: string | null
  standing: 'valid' | 'soon' | 'expired'
  standing_in_words: string
  days_left: number | null
}

export interface Visit {
  day: string
  agency: string
  title: string
  state_in_words: string
  result_in_words: string
  before: boolean
  open: boolean
  task_id: string | null
}

export interface Rectification {
  agency: string
  day: string
  due: string | null
  late: boolean
  items: number
  state_in_words: string
  order_id: string | null
  task_id: string | null
}

export interface Change {
  id: string
  at: string
  kind_in_words: string
  source: string
  valid_from: string
  by_name: string
  reason: string
  facts: { field: string; title: string; before: string; after: string }[]
}

export interface Panorama {
  subject: Identity
  credits: { month: string; grade: string; source: string }[]
  licences: Licence[]
  absorbed: { id: string; name: string; number: string }[]
  merged_into: { id: string; name: string; number: string } | null
  changes: { items: Change[]; next: string | null }
  inspections: Visit[]
  rectifications: Rectification[]
  alerts: { kind: string; tone: 'late' | 'warn'; words: string }[]
  year: {
    year: number
    count: number
    agencies: { agency: string; count: number }[]
    cap_in_words: string
  }
  open_tasks: { id: string; checklist_title: string; state_in_words: string; deadline: string }[]
}
