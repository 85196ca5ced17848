import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { blocking, broken, contradictions, type Facts, type Stage } from './index'

interface Case {
  says: string
  stage: Stage
  facts: Facts
  broken: [rule: string, severity: string, message: string][]
}

const file = resolve(__dirname, '../../../tests/cases/gates.json')
const { cases, results } = JSON.parse(readFileSync(file, 'utf-8')) as {
  cases: Case[]
  results: { says: string; facts: Facts; messages: string[] }[]
}

describe('facts break the same rules here and on the server', () => {
  it.each(cases.map((one) => [one.says, one] as const))('%s', (_, one) => {
    const found = broken(one.stage, one.facts)
    expect(found.map(({ rule, severity, message }) => [rule, severity, message])).toEqual(one.broken)
    expect(found.every(({ way_on, article }) => way_on !== '' && article.charAt(0) === '《')).toBe(true)
  })
})

describe('a result cannot be said beside what it denies', () => {
  it.each(results.map((one) => [one.says, one] as const))('%s', (_, { facts, messages }) => {
    expect(contradictions(facts)).toEqual(messages)
  })
})

it('a gate does not open because a fact was forgotten', () => {
  expect(() => broken('submit', {})).toThrow('unsigned')
})

it('only what must not go on is in the way', () => {
  const facts = { party: 'refused', reason: '', officers: 2, witness: false, recorded: false }
  expect(blocking(broken('sign', facts)).map(({ rule }) => rule)).toEqual(['L7'])
})
