/** The legal rules L1 to L22 as data, and whether a stage's facts break them: the same as
 *  backend/gates (tests/cases/gates.json). The catalogue is bundled, so that the first start
 *  without a signal has it; its bytes are those of backend/gates/catalogue.json. Pure. */
import { run, truthy, type Rule as Logic } from '@/checklists/logic'
import catalogue from './catalogue.json'

export type Severity = 'block' | 'warn' | 'record'
export type Stage = keyof typeof catalogue.stages
export type Facts = Record<string, unknown>

export interface Broken {
  rule: string
  severity: Severity
  title: string
  message: string
  /** The whole citation. */
  article: string
  way_on: string
}

interface Check {
  stages: string[]
  broken: Logic
  message: string
  severity?: Severity
  way_on?: string
}

export interface Rule {
  id: string
  severity: Severity
  title: string
  law: string
  article: string
  way_on: string
  unread?: boolean
  checks: Check[]
}

export const RULES = catalogue.rules as unknown as Rule[]

const PLACE = /\{(\w+)\}/g

export const basisOf = ({ law, article, unread }: Rule): string =>
  `《${law}》${article}${unread ? '（待核）' : ''}`

/** In the catalogue's order. A fact that is not so is given as null; throws for one not given. */
export function broken(stage: Stage, facts: Facts): Broken[] {
  const found: Broken[] = []
  for (const rule of RULES) {
    for (const check of rule.checks) {
      if (check.stages.indexOf(stage) < 0) continue
      namedBy(check).forEach((name) => demand(facts, name))
      if (truthy(run(check.broken, facts))) found.push(told(rule, check, facts))
    }
  }
  return found
}

/** What a result type says against the answers and dispositions beside it. */
export function contradictions(facts: Facts): string[] {
  const results = catalogue.results as unknown as Pick<Check, 'broken' | 'message'>[]
  return results
    .filter(({ broken: rule }) => {
      variables(rule).forEach((name) => demand(facts, name))
      return truthy(run(rule, facts))
    })
    .map(({ message }) => message)
}

export const blocking = (found: Broken[]): Broken[] =>
  found.filter(({ severity }) => severity === 'block')

function told(rule: Rule, check: Check, facts: Facts): Broken {
  return {
    rule: rule.id,
    severity: check.severity || rule.severity,
    title: rule.title,
    message: check.message.replace(PLACE, (_, name: string) => words(facts[name])),
    article: basisOf(rule),
    way_on: check.way_on || rule.way_on,
  }
}

function demand(facts: Facts, name: string): void {
  if (facts[name] === undefined) throw new Error(`没有给出“${name}”`)
}

function namedBy(check: Check): string[] {
  const named: string[] = []
  check.message.replace(PLACE, (_, name: string) => String(named.push(name)))
  return named.concat(variables(check.broken))
}

function variables(rule: unknown): string[] {
  if (Array.isArray(rule)) return rule.reduce<string[]>((sum, one) => sum.concat(variables(one)), [])
  if (typeof rule !== 'object' || rule === null) return []
  const [name] = Object.keys(rule)
  const given = (rule as Logic)[name]
  if (name !== 'var' && name !== 'missing') return variables(given)
  const paths = Array.isArray(given) ? (given as string[]) : [String(given)]
  return paths.map((path) => path.split('.')[0])
}

const words = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(words).join('、')
  return value === null || value === undefined ? '' : String(value)
}
