/** 回避: whom this officer said to be tied to. */
import type { FoundSubject } from './found'

export interface Tie {
  id: string
  subject: Pick<FoundSubject, 'id' | 'name' | 'address'>
  reason: string
  by_name: string
  /** Declared by the officer, and not by who keeps the register. */
  own: boolean
  created_at: string
}

export interface Ties {
  items: Tie[]
}

export interface AvoidancePayloads {
  'avoidance.declare': { subject_id: string; reason: string }
}
