/** 预警 as the server says it. */

export type Urgency = 'late' | 'urgent' | 'soon'

export interface Alert {
  id: string
  rule: string
  rule_title: string
  urgency: Urgency
  urgency_in_words: string
  title: string
  words: string
  to_do: string
  due: string | null
  agency: string
  target:
    | 'task'
    | 'subject'
    | 'handover'
    | 'officer'
    | 'outbox'
    | 'order'
    | 'approval'
    | 'snapshot'
  target_id: string | null
}

export interface Alerts {
  counts: Record<Urgency | 'all' | 'closed', number>
  items: Alert[]
  cut: boolean
}

export interface AlertPayloads {
  'alert.close': { alert_id: string; reason: string }
}
