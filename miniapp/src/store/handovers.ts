/** 移交 as the server says it, and as it is written on this phone. */

export type Way = 'officer' | 'unit' | 'clue' | 'copy' | 'case' | 'police'
export type HandoverState =
  | 'reported'
  | 'approved'
  | 'refused'
  | 'sent'
  | 'received'
  | 'returned'
  | 'withdrawn'
export type HandoverAct =
  | 'approve'
  | 'refuse'
  | 'transfer'
  | 'receive'
  | 'return'
  | 'resend'
  | 'withdraw'
export type Part = 'letter' | 'report' | 'goods' | 'expert' | 'other'
export type Side = 'in' | 'out'

export interface HandoverRow {
  id: string
  way: Way
  way_in_words: string
  state: HandoverState
  state_in_words: string
  sender: string
  sent_by: string
  receiver: string
  reason: string
  subject: string
  title: string
  count: number
  created_at: string
  waits_for: string
  due: string
  late: boolean
}

export interface Handovers {
  counts: Record<Side, number>
  states: Record<string, number>
  items: HandoverRow[]
  next: string | null
}

export interface PartShown {
  part: Part
  title: string
  needed: boolean
}

export interface Handover extends HandoverRow {
  things: {
    kind: string
    subject_id: string
    subject: string
    inspection_id: string | null
    title: string
    said: string
  }[]
  material: {
    id: string
    title: string
    part: Part | null
    part_in_words: string
    kind: 'photo' | 'document' | 'paper'
    media_type: string
  }[]
  readable: boolean
  steps: {
    act: string
    act_in_words: string
    at: string
    name: string
    reason: string
    signed_by: string
  }[]
  acts: HandoverAct[]
  crew: string[]
  lacking: { title: string; reason: string }[]
  basis: string[]
  outside: boolean
  needs_team: boolean
  parts: PartShown[]
}

export interface ReceivingAgency {
  id: string
  name: string
  /** Not in what was kept before there was one. */
  full_name?: string
  field: string
  own: boolean
  kin: boolean
}

export interface Receivers {
  /** The nearest ones; `more` where there are others, which are looked for by name. */
  agencies: ReceivingAgency[]
  more: boolean
  officers: { id: string; name: string; post: string }[]
  units: string[]
  ways: { way: Way; title: string }[]
  parts: PartShown[]
}

export interface Picked {
  kind: 'task' | 'finding' | 'subject'
  id: string
  item?: string
}

export interface Material {
  part?: Part
  title?: string
  inspection_id?: string
  sha256?: string
  document_id?: string
}

export interface HandoverPayloads {
  'handover.send': {
    handover_id: string
    way: Way
    reason: string
    items: Picked[]
    material: Material[]
    receiver_id?: string
    receiver_officer?: string
    receiver_unit?: string
    receiver_name?: string
    crew?: string[]
  }
  'handover.approve': { handover_id: string }
  'handover.refuse': { handover_id: string; reason: string }
  'handover.transfer': {
    handover_id: string
    material: Material[]
    lacking: Partial<Record<Part, string>>
  }
  'handover.receive': { handover_id: string; signed_by?: string }
  'handover.return': { handover_id: string; reason: string; signed_by?: string }
  'handover.resend': { handover_id: string; reason: string; material: Material[] }
  'handover.withdraw': { handover_id: string; reason: string }
}
