import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { accepts, named, words, type AskedItem, type Value } from './kinds'
import { evaluate, scoreWords, type AskedForm, type Given, type Standing } from './standing'

interface File {
  items: Record<string, AskedItem>
  values: { item: string; value: Value; accepts: boolean; words?: string }[]
  forms: { says: string; form: AskedForm; answers: Given; want: Standing }[]
  score_words: Record<string, string>
}

const path = resolve(__dirname, '../../../tests/cases/forms.json')
const { items, values, forms, score_words } = JSON.parse(readFileSync(path, 'utf-8')) as File

describe('a value is taken here as on the server', () => {
  it.each(values.map((one) => [one.item, JSON.stringify(one.value), one] as const))(
    '%s %s',
    (name, _, one) => {
      expect(accepts(items[name], one.value)).toBe(one.accepts)
      if (one.words !== undefined) expect(words(items[name], one.value)).toBe(one.words)
    },
  )
})

describe('answers come to the same here and on the server', () => {
  it.each(forms.map((one) => [one.says, one] as const))('%s', (_, { form, answers, want }) => {
    expect(evaluate(form, answers)).toEqual(want)
  })
})

it('scores are written without idle noughts', () => {
  Object.keys(score_words).forEach((number) => {
    expect(scoreWords(Number(number))).toBe(score_words[number])
  })
})

it('an answer names the originals it is made of', () => {
  const one = 'a'.repeat(64)
  const other = 'b'.repeat(64)
  expect(named([one, other])).toEqual([one, other])
  expect(named({ image: one, strokes: other })).toEqual([one, other])
  expect(named(one)).toEqual([])
  expect(named(['pass'])).toEqual([])
})
