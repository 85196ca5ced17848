import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { Data } from './blocks'
import { about, kindOf, nameOf, nextName, nthOf } from './several'

interface Cases {
  names: { kind: string; nth: number; name: string }[]
  next: { kind: string; taken: string[]; name: string }[]
  about: { name: string; path: string; data: Data; text: string }[]
}

const file = resolve(__dirname, '../../../tests/cases/several.json')
const cases = JSON.parse(readFileSync(file, 'utf-8')) as Cases

test.each(cases.names)('$name is the $nth. of its kind', ({ kind, nth, name }) => {
  expect(nameOf(kind, nth)).toBe(name)
  expect([kindOf(name), nthOf(name)]).toEqual([kind, nth])
})

test.each(cases.next)('after $taken comes $name', ({ kind, taken, name }) => {
  expect(nextName(kind, taken)).toBe(name)
})

test.each(cases.about)('what tells it apart: $name', ({ path, data, text }) => {
  expect(about(path, data)).toBe(text)
})
