/** What the answers of a form come to, the same as backend/checklists/standing.py
 *  (tests/cases/forms.json), which says how a form is read and a score is reckoned. */
import { answered, FAILS, kindOf, meant, type AskedItem, type FixedKind, type Value } from './kinds'
import { run, truthy } from './logic'

export type Verdict = 'pass' | 'basic' | 'fail' | 'na' | 'unchecked' | 'noted'

export interface AskedForm {
  sections: { items: AskedItem[] }[]
}

export type Given = Record<string, { value: Value } | undefined>

/** In hundredths. `standard` is 标化分, null where nothing could be scored. */
export interface Score {
  got: number
  possible: number
  standard: number | null
  fails_whole: boolean
}

/** By code, in the order of the form. A verdict stands for each item shown and answered. */
export interface Standing {
  visible: string[]
  missing: string[]
  problems: string[]
  verdicts: Record<string, Verdict>
  score: Score | null
}

export const VERDICTS: Record<Verdict, string> = {
  pass: '符合',
  basic: '基本符合',
  fail: '不符合',
  na: '不适用',
  unchecked: '未检查',
  noted: '已记录',
}
const LEFT_OUT: Record<string, Verdict | undefined> = {
  na: 'na',
  absent: 'na',
  unchecked: 'unchecked',
  basic: 'basic',
}

export function itemsOf<I>(form: { sections: { items: I[] }[] }): I[] {
  return form.sections.reduce<I[]>((all, { items }) => all.concat(items), [])
}

export function evaluate(form: AskedForm, answers: Given): Standing {
  const all = itemsOf(form)
  const shown: AskedItem[] = []
  const missing: string[] = []
  const verdicts: Record<string, Verdict> = {}
  const read: Record<string, unknown> = {}
  all.forEach((item) => {
    const { code } = item
    if (item.show_if && !truthy(run(item.show_if, { answers: read }))) return
    shown.push(item)
    const value = answers[code]?.value ?? null
    if (!answered(item, value) && item.required !== false) missing.push(code)
    if (value === null) return
    read[code] = meant(item, value)
    verdicts[code] = verdictOf(item, value, read)
  })
  const visible = shown.map(({ code }) => code)
  const problems = visible.filter((code) => verdicts[code] === 'fail')
  const scored = all.some(({ score }) => score)
  return {
    visible,
    missing,
    problems,
    verdicts,
    score: scored ? scoreOf(shown, answers, verdicts) : null,
  }
}

/** `read` are the answers shown so far, as a rule reads them. */
export function verdictOf(item: AskedItem, value: Value, read: Record<string, unknown>): Verdict {
  if (fails(item, value, read)) return 'fail'
  const fixed = typeof item.answer === 'string'
  const leftOut = fixed ? LEFT_OUT[value as string] : undefined
  if (leftOut) return leftOut
  return canFail(item) ? 'pass' : 'noted'
}

export const canFail = ({ answer, fails }: AskedItem): boolean =>
  typeof answer === 'string' || fails !== undefined

function fails(item: AskedItem, value: Value, read: Record<string, unknown>): boolean {
  const rule = item.fails ?? FAILS[kindOf(item) as FixedKind] ?? []
  if (!Array.isArray(rule)) return truthy(run(rule, { value: meant(item, value), answers: read }))
  const chosen = Array.isArray(value) ? (value as unknown[]) : [value]
  return chosen.some((each) => rule.indexOf(each as string) >= 0)
}

function scoreOf(shown: AskedItem[], answers: Given, verdicts: Record<string, Verdict>): Score {
  let got = 0
  let possible = 0
  shown.forEach((item) => {
    const verdict = verdicts[item.code]
    if (verdict === 'na') return
    const most = hundredths(item.score ?? 0)
    possible += most
    if (verdict) got += earned(item, answers[item.code]?.value ?? null, most, verdict)
  })
  const standard = possible ? Math.floor((2 * got * 10000 + possible) / (2 * possible)) : null
  const failed = shown.some(({ code, key }) => key && verdicts[code] === 'fail')
  return { got, possible, standard, fails_whole: failed }
}

function earned(item: AskedItem, value: Value, most: number, verdict: Verdict): number {
  const points = typeof value === 'string' ? item.points?.[value] : undefined
  if (points !== undefined) return Math.min(most, hundredths(points))
  return verdict === 'fail' || verdict === 'unchecked' ? 0 : most
}

/** Whole hundredths of what the schema takes: halves. */
const hundredths = (number: number): number => Math.round(number * 100)

/** 850 as 8.5, 10000 as 100, 6667 as 66.67. */
export function scoreWords(number: number): string {
  const rest = String(100 + (number % 100)).slice(1)
  return `${Math.floor(number / 100)}.${rest}`.replace(/0+$/, '').replace(/\.$/, '')
}
