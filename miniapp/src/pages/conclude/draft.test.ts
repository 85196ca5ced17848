import { describe, expect, it } from 'vitest'
import type { Item } from '../shapes'
import { dispositionsOf, dueOf, EMPTY, impliedResult, proposedDeadline, type Draft } from './draft'

const item = {
  code: 'A1',
  measure: '清理过期食品。',
  deadline: { mode: 'workdays', days: 3 },
} as unknown as Item
const today = '2026-11-23'
const draft = (more: Partial<Draft>): Draft => ({ ...EMPTY, ...more })
const ordered = {
  A1: { kinds: ['D2' as const, 'D4' as const], measure: '清理。', photosAfter: [] },
}

describe('the deadline', () => {
  it('is counted as the officer said', () => {
    expect(dueOf(draft({ mode: 'workdays', days: 5 }), today).date).toBe('2026-11-30')
    expect(dueOf(draft({ mode: 'days', days: 7 }), today).date).toBe('2026-11-30')
    expect(dueOf(draft({ mode: 'date', date: '2026-12-04' }), today)).toEqual({
      date: '2026-12-04',
      confirmed: true,
    })
  })

  it('is proposed by the checklist', () => {
    expect(proposedDeadline([item])).toEqual({ mode: 'workdays', days: 3 })
    expect(proposedDeadline([])).toBeNull()
  })
})

describe('dispositions', () => {
  it('stand one by one, the deadline only at the order', () => {
    const made = dispositionsOf(draft({ handlings: ordered }), [item], today)
    expect(made.map(({ kind }) => kind)).toEqual(['D2', 'D4'])
    expect(made[0].deadline).toEqual({
      mode: 'workdays',
      days: 5,
      date: '2026-11-30',
      confirmed: true,
    })
    expect(made[1]).toMatchObject({ measure: '', deadline: null })
  })

  it('of an inspection without findings say so', () => {
    expect(dispositionsOf(EMPTY, [], today).map(({ kind }) => kind)).toEqual(['D0'])
  })

  it('imply the result', () => {
    expect(impliedResult(0, [])).toBe(1)
    const made = dispositionsOf(draft({ handlings: ordered }), [item], today)
    expect(impliedResult(1, made)).toBe(8)
    expect(impliedResult(1, made.slice(0, 1))).toBe(5)
  })
})
