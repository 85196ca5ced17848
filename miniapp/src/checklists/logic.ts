/** JsonLogic for conditions, the same as backend/checklists/logic.py (tests/cases/logic.json), which
 *  says what is taken. Where json-logic-js would coerce, the result is false or null. */

type Operand = unknown
type Data = Record<string, unknown>
export type Rule = Record<string, unknown>

/** The value of a rule. Throws for an operator that is not taken. */
export function run(rule: Operand, data: Data): unknown {
  if (Array.isArray(rule)) return rule.map((each) => run(each, data))
  if (!isRule(rule)) return rule
  const name = Object.keys(rule)[0]
  const given = Array.isArray(rule[name]) ? (rule[name] as Operand[]) : [rule[name]]
  if (has(LAZY, name)) return LAZY[name](given, data)
  if (!has(PLAIN, name)) throw new Error(`没有“${name}”这种运算`)
  return PLAIN[name](given.map((each) => run(each, data)))
}

/** Nothing, no, zero, an empty text and an empty list do not hold; "0" does. */
export const truthy = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : Boolean(value)

const isRule = (value: unknown): value is Rule =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Own keys only: "constructor" is no operator and no answer. */
const has = (of: object, key: string): boolean => Object.prototype.hasOwnProperty.call(of, key)

function valueAt(path: string, data: Data): unknown {
  let found: unknown = data
  for (const key of path.split('.')) {
    if (!isRule(found) || !has(found, key)) return null
    found = found[key]
  }
  return found === undefined ? null : found
}

function until(stops: (value: unknown) => boolean) {
  return (given: Operand[], data: Data): unknown => {
    let value: unknown = null
    for (const each of given) {
      value = run(each, data)
      if (stops(value)) break
    }
    return value
  }
}

function choose(given: Operand[], data: Data): unknown {
  for (let place = 0; place < given.length - 1; place += 2) {
    if (truthy(run(given[place], data))) return run(given[place + 1], data)
  }
  return given.length % 2 ? run(given[given.length - 1], data) : null
}

const classOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing'
  return Array.isArray(value) ? 'list' : typeof value
}

const equal = (one: unknown, other: unknown): boolean =>
  classOf(one) === classOf(other) && !Array.isArray(one) && (one === other || one === null)

function compared(test: (one: never, other: never) => boolean) {
  return (given: unknown[]): boolean => {
    const classes = given.map(classOf)
    const alike = classes.every((each) => each === classes[0])
    if (!alike || (classes[0] !== 'number' && classes[0] !== 'string')) return false
    return given.every(
      (each, place) => place === 0 || test(given[place - 1] as never, each as never),
    )
  }
}

function within([one, among]: unknown[]): boolean {
  if (typeof among === 'string') return typeof one === 'string' && among.indexOf(one) >= 0
  return Array.isArray(among) && among.some((each) => equal(one, each))
}

function reckoned(step: (one: number, other: number) => number, first: number) {
  return (given: unknown[]): number | null => {
    if (given.some((each) => typeof each !== 'number')) return null
    const total = (given as number[]).reduce(step, first)
    return isFinite(total) ? total : null
  }
}

function minus(given: unknown[]): number | null {
  if (given.some((each) => typeof each !== 'number')) return null
  const [one, other] = given as number[]
  return given.length > 1 ? one - other : 0 - one
}

const LAZY: Record<string, (given: Operand[], data: Data) => unknown> = {
  var: ([path], data) => valueAt(String(path), data),
  missing: (given, data) =>
    given.filter((path) => {
      const value = valueAt(String(path), data)
      return value === null || value === ''
    }),
  and: until((value) => !truthy(value)),
  or: until(truthy),
  if: choose,
}

const PLAIN: Record<string, (given: unknown[]) => unknown> = {
  '==': ([one, other]) => equal(one, other),
  '!=': ([one, other]) => !equal(one, other),
  '<': compared((one, other) => one < other),
  '<=': compared((one, other) => one <= other),
  '>': compared((one, other) => one > other),
  '>=': compared((one, other) => one >= other),
  '!': ([one]) => !truthy(one),
  '!!': ([one]) => truthy(one),
  in: within,
  '+': reckoned((one, other) => one + other, 0),
  '*': reckoned((one, other) => one * other, 1),
  '-': minus,
}

export const OPERATORS = Object.keys(LAZY).concat(Object.keys(PLAIN)).sort()
