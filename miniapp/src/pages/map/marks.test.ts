import { describe, expect, it } from 'vitest'
import { checkedWords, countInWords, countOf, markOf, NO_FILTERS, queryOf, toggled } from './marks'

const task = {
  id: 't',
  state: 'accepted',
  state_in_words: '待检查',
  deadline: '2026-11-30',
  late: false,
}
const plain = { task: null, unsolved: false, checked_days: null }

describe('a mark', () => {
  it.each([
    [{ ...plain, task: { ...task, late: true }, unsolved: true }, ['late', 'alarm', '逾期']],
    [{ ...plain, task }, ['active', 'play', '待检查']],
    [
      { ...plain, task: { ...task, state: 'pending', state_in_words: '待接收' } },
      ['pending', 'inbox', '待接收'],
    ],
    [{ ...plain, unsolved: true, checked_days: 3 }, ['warn', 'tri', '有问题未销号']],
    [{ ...plain, checked_days: 90 }, ['done', 'okc', '90 天前查过']],
    [{ ...plain, checked_days: 91 }, ['idle', 'clock', '91 天前查过']],
    [plain, ['idle', 'clock', '还没查过']],
  ])('says with colour, icon and word what matters most', (subject, said) => {
    const { tone, icon, words } = markOf(subject)
    expect([tone, icon, words]).toEqual(said)
  })

  it('says today for today', () => {
    expect(checkedWords(0)).toBe('今天查过')
  })
})

describe('filters', () => {
  it('ask nothing when none is set', () => {
    expect(Object.values(queryOf(NO_FILTERS)).every((value) => value === undefined)).toBe(true)
    expect(countOf(NO_FILTERS)).toBe(0)
  })

  it('ask the same whatever order they were tapped in', () => {
    const one = { ...NO_FILTERS, risk: toggled(['D'], 'C'), task: true, unchecked: 180 }
    expect(queryOf(one)).toMatchObject({ task: 'mine', risk: 'C,D', unchecked_days: 180 })
    expect(countOf(one)).toBe(3)
    expect(toggled(one.risk, 'D')).toEqual(['C'])
  })
})

describe('counts', () => {
  it('say that they are not exact where they are not', () => {
    expect(countInWords(12, true)).toBe('12 家')
    expect(countInWords(860, false)).toBe('约 860 家')
    expect(countInWords(32_100, false)).toBe('约 3.2 万家')
  })
})
