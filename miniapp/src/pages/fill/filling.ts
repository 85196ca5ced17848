import type { Ask, Program } from '@/documents/blocks'
import { facts, proposed } from '@/documents/facts'
import { mask } from '@/documents/formats'
import { kindOf, nextName } from '@/documents/several'
import type { Source } from '@/documents/source'
import type { Template } from '@/store/api'
import type { Lack } from '../steps'

/* What is asked of the officer for one document. Pure. */

export type Row = Record<string, string>

export interface Asked {
  key: string
  label: string
  required: boolean
  ask: Ask
}

const FILLED = 'filled.'

export function askedOf({ fields }: Program): Asked[] {
  const asked: Asked[] = []
  Object.keys(fields).forEach((path) => {
    const { ask, label, required } = fields[path]
    if (ask) asked.push({ key: path.slice(FILLED.length), label, required, ask })
  })
  return asked
}

/** What stands in the fields before anybody has written in them. The second of a kind is of
 *  somebody else than who was met: nothing of theirs is proposed again. */
export function proposal(program: Program, source: Source, nth = 1): Record<string, unknown> {
  const known = facts(program.kind, source)
  const made: Record<string, unknown> = {}
  askedOf(program).forEach(({ key, ask }) => {
    const again = nth > 1 && (ask.prefill || '').indexOf('party.') === 0
    made[key] = proposed(again ? { ...ask, prefill: undefined } : ask, known)
  })
  return made
}

export interface Addable {
  template: Template
  name: string
  /** How many there are already. */
  count: number
}

/** What may be added on site: what is not there yet, and one more of what repeats; those that
 *  need no signal first. */
export function addable(templates: Template[], there: string[]): Addable[] {
  const offered = templates
    .filter(({ handling }) => handling.site === 'added')
    .map((template) => ({
      template,
      name: nextName(template.kind, there),
      count: there.filter((name) => kindOf(name) === template.kind).length,
    }))
    .filter(({ template, count }) => !count || template.handling.repeats)
  const anywhere = ({ template }: Addable): boolean => template.handling.number === 'attached'
  return offered.filter(anywhere).concat(offered.filter((one) => !anywhere(one)))
}

/** Required fields that are still empty, and what was written wrong. */
export function lacking(asked: Asked[], written: Record<string, unknown>): Lack[] {
  return asked
    .filter(({ ask, required, key }) => {
      const value = written[key]
      if (typeof value === 'string' && problemOf(ask, value)) return true
      return required && !(value as string | unknown[] | undefined)?.length
    })
    .map(({ key, label }) => ({ key, text: label }))
}

/** What is wrong with a value as it stands; null when nothing is. */
export function problemOf(ask: Ask, value: string): string | null {
  if (!value) return null
  if (ask.as === 'amount' && !/^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$/.test(value)) {
    return '写作 1234.50，不写“元”和逗号'
  }
  if (ask.as === 'identity' && !/^[0-9]{6}\*{8}[0-9Xx]{4}$|^[0-9]{17}[0-9Xx]$/.test(value)) {
    return '应为 18 位'
  }
  return null
}

/** Once written, an identity number or a mobile phone does not stay whole on this phone. */
export function hidden(ask: Ask, value: string): string {
  const whole =
    (ask.as === 'identity' && /^[0-9]{17}[0-9Xx]$/.test(value)) ||
    (ask.as === 'phone' && /^1[0-9]{10}$/.test(value))
  return whole ? mask(value) : value
}
