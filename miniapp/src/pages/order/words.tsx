import type { IconName } from '../../ui/Icon'
import { Chip, type Tone } from '../../ui/Status'
import { monthDay } from '../../ui/words'
import type { OrderRow, OrderState } from '../shapes'

const LOOKS: Record<OrderState, { tone: Tone; icon: IconName }> = {
  open: { tone: 'pending', icon: 'clock' },
  reported: { tone: 'review', icon: 'inbox' },
  recheck: { tone: 'active', icon: 'play' },
  partial: { tone: 'warn', icon: 'tri' },
  uncorrected: { tone: 'late', icon: 'x' },
  closed: { tone: 'done', icon: 'okc' },
  reordered: { tone: 'idle', icon: 'undo' },
  case: { tone: 'late', icon: 'docs' },
}

export const ENDED: OrderState[] = ['closed', 'reordered', 'case']

type Standing = Pick<
  OrderRow,
  'state' | 'state_in_words' | 'late' | 'due' | 'working_days_left' | 'recheck_by' | 'recheck_late'
>

export function OrderChip({ order }: { order: Standing }) {
  if (order.late) return <Chip tone='late' text='逾期' testId='order-state' />
  const { tone, icon } = LOOKS[order.state]
  return <Chip tone={tone} icon={icon} text={order.state_in_words} testId='order-state' />
}

/** 还剩 3 个工作日 · 已过 1 个工作日; where the look is what counts, until when. */
export function dueWords(order: Standing): string {
  const { state, due, working_days_left: left } = order
  if (state === 'reported' || state === 'recheck') {
    return order.recheck_late ? '复查超期' : `${monthDay(order.recheck_by)}前复查`
  }
  if (state !== 'open') return `期限 ${monthDay(due)}`
  if (left > 0) return `${monthDay(due)}前，还剩 ${left} 个工作日`
  return order.late ? `应在 ${monthDay(due)}前` : `${monthDay(due)}前，就是今天`
}
