import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import library, { type AdditionalOperation, type RulesLogic } from 'json-logic-js'
import { describe, expect, it } from 'vitest'
import { OPERATORS, run } from './logic'

interface Case {
  says: string
  rule: unknown
  want: unknown
  library?: unknown
}

const file = resolve(__dirname, '../../../tests/cases/logic.json')
const { data, cases } = JSON.parse(readFileSync(file, 'utf-8')) as {
  data: Record<string, unknown>
  cases: Case[]
}

/** JSON has no NaN. */
const written = (value: unknown): unknown =>
  typeof value === 'number' && !isFinite(value) ? String(value) : value

describe('a rule comes to the same here and on the server', () => {
  it.each(cases.map((one) => [one.says, one] as const))('%s', (_, { rule, want }) => {
    expect(run(rule, data)).toEqual(want)
  })
})

describe('json-logic-js answers the same, or what is said of it', () => {
  it.each(cases.map((one) => [one.says, one] as const))('%s', (_, one) => {
    const told = library.apply(one.rule as RulesLogic<AdditionalOperation>, data) as unknown
    expect(written(told)).toEqual('library' in one ? one.library : one.want)
  })
})

it('an operator that is not taken is an error, also one of the language itself', () => {
  expect(() => run({ cat: ['a', 'b'] }, {})).toThrow('cat')
  expect(() => run({ constructor: [] }, {})).toThrow('constructor')
  expect(OPERATORS).not.toContain('log')
})
