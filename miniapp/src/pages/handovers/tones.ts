import type { Tone } from '../../ui/Status'
import type { HandoverState } from '../shapes'

export const TONES: Record<HandoverState, Tone> = {
  reported: 'review',
  approved: 'pending',
  refused: 'warn',
  sent: 'pending',
  received: 'done',
  returned: 'warn',
  withdrawn: 'idle',
}
