import { describe, expect, it } from 'vitest'
import type { Command } from '../shapes'
import { canResend, editPage, grouped } from './words'

const command = (id: string, kind: Command['kind'], payload: object) =>
  ({ id, kind, payload }) as unknown as Command

describe('the outbox in words', () => {
  it('puts the answers of one inspection together', () => {
    const groups = grouped([
      command('1', 'inspection.answer', { inspection_id: 'a' }),
      command('2', 'inspection.answer', { inspection_id: 'a' }),
      command('3', 'inspection.answer', { inspection_id: 'b' }),
      command('4', 'inspection.submit', { inspection_id: 'a' }),
    ])
    expect(groups.map(({ count }) => count)).toEqual([2, 1, 1])
  })

  it('offers a way out that makes sense for each', () => {
    const answer = command('1', 'inspection.answer', {})
    expect(editPage(answer)).toBe('check')
    expect(canResend(answer, 'not-in-team')).toBe(false)
    expect(canResend(answer, 'too-many-tries')).toBe(true)
    expect(editPage(command('2', 'task.accept', {}))).toBeNull()
  })
})
