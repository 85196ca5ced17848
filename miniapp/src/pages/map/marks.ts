/** What a subject on the map looks like and says: colour, icon and word together. */
import type { IconName } from '../../ui/Icon'
import type { Point } from '../../ui/map/coordinates'
import type { Tone } from '../../ui/Status'
import type { MapSubject } from '../shapes'
import { toneOf } from '../tones'

export interface Mark {
  tone: Tone
  icon: IconName
  words: string
}

/** Checked so lately that nobody need go there for a while. */
const LATELY = 90

export function checkedWords(days: number | null): string {
  if (days === null) return '还没查过'
  return days === 0 ? '今天查过' : `${days} 天前查过`
}

/** What is under way there comes first, then what is left over, then when it was last checked. */
export function markOf({
  task,
  unsolved,
  checked_days: days,
}: Pick<MapSubject, 'task' | 'unsolved' | 'checked_days'>): Mark {
  if (task && task.late) return { tone: 'late', icon: 'alarm', words: '逾期' }
  if (task) {
    const icon = task.state === 'pending' ? 'inbox' : 'play'
    return { tone: toneOf(task.state), icon, words: task.state_in_words }
  }
  if (unsolved) return { tone: 'warn', icon: 'tri', words: '有问题未销号' }
  if (days !== null && days <= LATELY)
    return { tone: 'done', icon: 'okc', words: checkedWords(days) }
  return { tone: 'idle', icon: 'clock', words: checkedWords(days) }
}

export const placeOf = ({
  latitude,
  longitude,
}: {
  latitude: string
  longitude: string
}): Point => ({
  latitude: Number(latitude),
  longitude: Number(longitude),
})

/** What is looked for; empty means any. */
export interface Filters {
  task: boolean
  credit: string[]
  risk: string[]
  industry: string[]
  tag: string
  /** Not checked for so many days. */
  unchecked: number
}

export const NO_FILTERS: Filters = {
  task: false,
  credit: [],
  risk: [],
  industry: [],
  tag: '',
  unchecked: 0,
}

export function queryOf(filters: Filters): Record<string, string | number | undefined> {
  const list = (values: string[]) => (values.length ? values.slice().sort().join(',') : undefined)
  return {
    task: filters.task ? 'mine' : undefined,
    credit: list(filters.credit),
    risk: list(filters.risk),
    industry: list(filters.industry),
    tag: filters.tag || undefined,
    unchecked_days: filters.unchecked || undefined,
  }
}

/** How many kinds of filters are set. */
export const countOf = (filters: Filters): number =>
  Object.values(queryOf(filters)).filter((value) => value !== undefined).length

export const toggled = (values: string[], value: string): string[] =>
  values.indexOf(value) >= 0 ? values.filter((one) => one !== value) : values.concat(value)

/** 2 家 · 约 3.2 万家 */
export function countInWords(count: number, exact: boolean): string {
  if (exact) return `${count} 家`
  if (count < 10000) return `约 ${count} 家`
  return `约 ${(count / 10000).toFixed(1)} 万家`
}
