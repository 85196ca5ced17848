import type { Tone } from '../ui/Status'
import type { Tab } from './shapes'

const OF_STATE: Record<string, Tone> = {
  pending: 'pending',
  accepted: 'active',
  active: 'active',
  review: 'review',
  done: 'done',
  declined: 'idle',
  withdrawn: 'idle',
}

export const toneOf = (state: string): Tone => OF_STATE[state] ?? 'idle'

export const TAB_WORDS: Record<Tab, string> = {
  pending: '待接收',
  todo: '待检查',
  active: '进行中',
  review: '待复核',
  done: '已完成',
  late: '逾期',
}

/** 信用 B · 食品风险 C: the letter alone says nothing. */
export function classWords(subject: { credit: string; risk: string }): string[] {
  const words: string[] = []
  if (subject.credit) words.push(`信用 ${subject.credit}`)
  if (subject.risk) words.push(`风险 ${subject.risk}`)
  return words
}

/** Everybody here is in 绍兴: the street is what one looks for. The document keeps it all. */
export const shortAddress = (address: string): string =>
  address.replace(/^浙江省/, '').replace(/^绍兴市(?=.{2,}[区市])/, '')
