import { describe, expect, it } from 'vitest'
import type { Gate } from '../shapes'
import { lookOf, openOf } from './gates'

const gate = (changes: Partial<Gate>): Gate => ({
  id: 'merge',
  title: '综合查一次',
  detail: '消防也准备检查这家',
  ok: false,
  rule: 'P5',
  ...changes,
})

describe('the gates of a task', () => {
  it('says whether a warning was answered with a reason', () => {
    expect(lookOf(gate({ severity: 'warn' })).words).toBe('要留意')
    expect(lookOf(gate({ severity: 'warn', reason: '时间对不上' })).words).toBe('已说明理由')
  })

  it('reads what an older version has kept', () => {
    expect(lookOf(gate({ ok: true })).words).toBe('通过')
    expect(lookOf(gate({})).icon).toBe('tri')
    expect(openOf([gate({ ok: true }), gate({ id: 'team' })]).map(({ id }) => id)).toEqual(['team'])
  })
})
