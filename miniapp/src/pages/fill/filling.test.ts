import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Ask, Program } from '@/documents/blocks'
import type { Source } from '@/documents/source'
import type { Template } from '@/store/api'
import { addable, hidden, lacking, problemOf, proposal, type Asked } from './filling'

const file = resolve(__dirname, '../../../../tests/cases/papers.json')
const { programs, source } = JSON.parse(readFileSync(file, 'utf-8')) as {
  programs: Record<string, Program>
  source: Source
}

const line: Ask = { as: 'line' }
const asked = (key: string, required: boolean, ask: Ask = line): Asked => ({
  key,
  label: key,
  required,
  ask,
})

function template(kind: string, site: string, number: string): Template {
  return { kind, handling: { site, number } } as Template
}

describe('what an officer is asked', () => {
  test('what is required and empty is lacking, and so is what cannot be printed', () => {
    const all = [
      asked('a', true),
      asked('b', false),
      asked('c', true, { as: 'list', members: [['x', '甲']] }),
      asked('d', false, { as: 'amount' }),
    ]
    expect(lacking(all, { d: '5,00' }).map(({ key }) => key)).toEqual(['a', 'c', 'd'])
    expect(lacking(all, { a: '甲', c: [{ x: '1' }], d: '500.00' })).toEqual([])
  })

  test('an amount and an identity number are written one way', () => {
    expect(problemOf({ as: 'amount' }, '200元')).toContain('1234.50')
    expect(problemOf({ as: 'amount' }, '200.5')).toBeNull()
    expect(problemOf({ as: 'identity' }, '3306')).toBe('应为 18 位')
    expect(problemOf({ as: 'identity' }, '330602********1231')).toBeNull()
  })

  test('a whole number is hidden once it is written, a part of one is not', () => {
    expect(hidden({ as: 'identity' }, '330602199001011231')).toBe('330602********1231')
    expect(hidden({ as: 'phone' }, '13800005678')).toBe('138****5678')
    expect(hidden({ as: 'phone' }, '1380000')).toBe('1380000')
    expect(hidden(line, '13800005678')).toBe('13800005678')
  })

  test('only what may be added is offered, what needs no signal first', () => {
    const templates = [
      template('penalty', 'added', 'asked'),
      template('photos', 'added', 'attached'),
      template('index', 'office', 'attached'),
      template('record', 'needed', 'accepted'),
      template('talk', 'added', 'attached'),
    ]
    expect(addable(templates, ['talk']).map(({ name }) => name)).toEqual(['photos', 'penalty'])
  })

  test('one more is offered of what repeats, also of what was dropped in between', () => {
    const talk = template('talk', 'added', 'attached')
    talk.handling.repeats = 'filled.name'
    const offered = (there: string[]) =>
      addable([talk], there).map(({ name, count }) => [name, count])
    expect(offered([])).toEqual([['talk', 0]])
    expect(offered(['talk'])).toEqual([['talk.2', 1]])
    expect(offered(['talk', 'talk.3', 'record'])).toEqual([['talk.4', 2]])
  })

  test('the second is of somebody else: nobody is proposed by name', () => {
    const program = programs.interview_record
    expect(proposal(program, source)).toMatchObject({ name: '孙小红', relation: '经营者' })
    const second = proposal(program, source, 2)
    expect(second).toMatchObject({ name: '', relation: '', place: proposal(program, source).place })
  })
})
