import { readFileSync } from 'fs'
import { describe, expect, it } from 'vitest'
import { code, secondsLeft, STEP } from './presence'

interface Case {
  why: string
  secret: string
  task_id: string
  unix: number
  code: string
}

const file = new URL('../../tests/cases/presence.json', import.meta.url)
const shared: { step: number; cases: Case[] } = JSON.parse(readFileSync(file, 'utf8'))

describe('presence codes', () => {
  it.each(shared.cases)('$why', (one) => {
    expect(code(one.secret, one.task_id, new Date(one.unix * 1000))).toBe(one.code)
  })

  it('counts down to the next one', () => {
    expect(STEP).toBe(shared.step)
    expect(secondsLeft(120_000)).toBe(120)
    expect(secondsLeft(239_999)).toBe(1)
    expect(secondsLeft(240_000)).toBe(120)
  })
})
