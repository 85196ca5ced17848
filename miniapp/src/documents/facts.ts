// What a template may take from the record, and what it asks of the officer: the same as
// backend/documents/facts.py, which says what a path means (tests/cases/facts.json).
import { itemsOf } from '@/checklists/standing'
import type { Ask, Data, Program } from './blocks'
import { agencyOf, basisOf, common, compose, factsOf, failed, remedies, sentence } from './compose'
import * as formats from './formats'
import { REMEDIES } from './remedies'
import { once, titled } from './several'
import type { Source, Thing } from './source'

type Row = Record<string, string>

const WHOLE = ['record', 'rectification_order']
const FILLED = 'filled.'

/** The data of a document: what its fields take, and `filled` from source.filled. */
export function composed(program: Program, source: Source): Data {
  const { kind, fields } = program
  const data = WHOLE.indexOf(kind) >= 0 ? compose(kind, source) : common(source)
  const known = facts(kind, source)
  const paths = Object.keys(fields)
  paths
    .filter((path) => path.indexOf(FILLED) !== 0)
    .forEach((path) => put(data, path, valueAt(known, path)))
  if (paths.some((path) => fields[path].ask)) data.filled = filled(program, source.filled || {})
  return data
}

/** Everything that a template may name, for a document of this kind. */
export function facts(kind: string, source: Source): Data {
  const found = findings(source)
  const numbers = source.task.numbers || {}
  const numberOf = (of: string): string => numbers[of]?.number || ''
  const nothing = { review: { days: '', authority: '' }, suit: { months: '', court: '' } }
  const told = Object.prototype.hasOwnProperty.call(REMEDIES.documents, kind)
  return {
    ...compose('rectification_order', source),
    ...compose('record', source),
    now: formats.shanghai(source.now),
    task_number: source.task.number,
    task_deadline: source.task.deadline || '',
    laws: laws(source).join('、'),
    findings: found,
    findings_text: found
      .map((one) => (found.length > 1 ? `${one.no}. ${one.facts}` : one.facts))
      .join(''),
    findings_basis: once(found.map(({ basis }) => basis)).join('、'),
    stop_text: measures(source, 'D3'),
    education_text: measures(source, 'D8'),
    goods: goods(source),
    penalty: penalty(source),
    photos: photos(source),
    papers: papers(kind, source),
    record_number: numberOf('record'),
    order_number: numberOf('rectification_order'),
    remedies: told
      ? remedies(kind as keyof typeof REMEDIES.documents, agencyOf(source))
      : nothing,
  }
}

/** What the officer wrote, by key: plain text of one line, or lists of such. */
export function filled(program: Program, given: Record<string, unknown>): Data {
  const made: Data = {}
  Object.keys(program.fields).forEach((path) => {
    const { ask } = program.fields[path]
    const key = path.slice(FILLED.length)
    if (ask) made[key] = answer(ask, given[key])
  })
  return made
}

/** What a field is proposed to say before the officer has touched it. */
export function proposed(ask: Ask, known: Data): unknown {
  const value = ask.prefill ? valueAt(known, ask.prefill) : undefined
  const offered = ask.as !== 'choice' || (ask.options || []).indexOf(value as string) >= 0
  return answer(ask, offered ? value : undefined)
}

function answer({ as, members }: Ask, value: unknown): unknown {
  if (!members) return masked(as, value)
  const entries: unknown[] = Array.isArray(value) ? value : []
  if (members[0][0] === '') {
    return entries.filter((one) => typeof one === 'string').map((one) => formats.clean(one))
  }
  const rows = entries.filter((one) => typeof one === 'object' && one !== null) as Row[]
  return rows.map((entry) => {
    const row: Row = {}
    members.forEach(([key]) => (row[key] = masked('line', entry[key])))
    return row
  })
}

/** An identity number or a mobile phone in full never enters a document. */
function masked(style: string, value: unknown): string {
  const text = typeof value === 'string' ? formats.clean(value) : ''
  const whole =
    (style === 'identity' && /^[0-9]{17}[0-9Xx]$/.test(text)) ||
    (style === 'phone' && /^1[0-9]{10}$/.test(text))
  return whole ? formats.mask(text) : text
}

function valueAt(data: Data, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Data)[name], data)
}

function put(data: Data, path: string, value: unknown): void {
  const names = path.split('.')
  const last = names.pop() as string
  const inner = names.reduce<Data>((place, name) => {
    place[name] = place[name] || {}
    return place[name] as Data
  }, data)
  inner[last] = value
}

function findings(source: Source): Row[] {
  return failed(source).map(({ item, answer: given }, place) => ({
    no: String(place + 1),
    facts: sentence(factsOf(item, given)),
    basis: basisOf(item),
    measure: sentence(item.measure || ''),
  }))
}

function laws(source: Source): string[] {
  const read: string[] = []
  itemsOf(source.checklist).forEach(({ basis }) =>
    basis
      .filter(({ checked }) => checked)
      .forEach(({ title, law }) => read.push(`《${title || law}》`)),
  )
  return once(read)
}

function measures(source: Source, kind: string): string {
  const conclusion = source.inspection.conclusion
  return (conclusion ? conclusion.dispositions : [])
    .filter((one) => one.kind === kind)
    .map(({ measure }) => sentence(measure || ''))
    .join('')
}

/** What is kept as evidence (先行登记保存), unless the head refused it. */
function goods(source: Source): Row[] {
  const kept = (source.inspection.preservations || []).filter(({ state }) => state !== 'refused')
  const things = kept.reduce<Thing[]>((all, one) => all.concat(one.things), [])
  return things.map(({ name, spec, quantity, note }) => ({
    name,
    spec: spec || '',
    quantity: quantity || '',
    note: note || '',
  }))
}

const RECEIPT = 'service_receipt'

/** What was corrected stays in the file; what is handed over is the version that counts. */
function papers(kind: string, { inspection }: Source): Row[] {
  return (inspection.documents || [])
    .filter(({ superseded }) => kind !== RECEIPT || !superseded)
    .map(({ title, about, number }) => ({
      title: titled({ title: title || '', about: about || '' }),
      number: number || '',
    }))
}

const CASH_LIMIT = 100 // yuan, collected on the spot without another reason
const GROUNDS: Record<string, string | undefined> = {
  hard: '不当场收缴事后难以执行',
  remote: '交通不便，当事人提出',
}

/** 当场处罚 as it was entered, in the words that a decision offers. */
export function penalty({ inspection }: Source): Row {
  const fine = inspection.conclusion && inspection.conclusion.fine
  if (!fine) return { amount: '', basis: '', kind: '', defence: '', payment: '', cash_reason: '' }
  const { amount, basis, statement, cash, ground } = fine
  const small = (amount || 0) <= CASH_LIMIT ? '一百元以下罚款' : ''
  const paid = cash ? '当场收缴' : '银行或电子支付'
  return {
    amount: String(amount || ''),
    basis: basis || '',
    kind: amount ? '罚款' : '警告',
    defence: sentence(statement || ''),
    payment: amount ? paid : '',
    cash_reason: cash ? small || GROUNDS[ground || ''] || '' : '',
  }
}

/** Those of the problems, in the order of the form, with what each shows. */
function photos(source: Source): Row[] {
  const kept = source.inspection.evidence || []
  const rows: Row[] = []
  failed(source).forEach(({ item, answer: given }) => {
    const taken = (given.finding && given.finding.photos) || []
    taken.forEach((sha256) => {
      const found = kept.filter((one) => one.sha256 === sha256)[0]
      rows.push({
        sha256,
        taken_at: found && found.taken_at ? formats.shanghai(found.taken_at) : '',
        place: source.task.subject.address || '',
        by: source.me.name,
        proves: sentence(factsOf(item, given)),
      })
    })
  })
  return rows
}
