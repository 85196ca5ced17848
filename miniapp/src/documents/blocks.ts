// The interpreter of block programs: the same as backend/documents/blocks.py, which says what a
// program is. Both run tests/cases/blocks.json.
import * as formats from './formats'

export type Part =
  | string
  | { path?: string; item?: string; index?: true; format?: string; empty?: string }
export type Text = Part[]

export interface Condition { path?: string; item?: string; is?: string }
export interface SlotNode {
  role: Role; label: Text; statement?: Text; each?: string; name?: Text
}
export type Node =
  | { if: Condition; then: Node[]; else: Node[] }
  | { each: string; blocks: Node[] }
  | { type: 'title' | 'center' | 'number' | 'heading'; text: Text }
  | { type: 'paragraph'; text: Text; indent: boolean }
  | { type: 'pairs'; rows: [string, Text][]; photo?: Text; per_page?: number }
  | { type: 'table'; columns: Column[]; each: string; row: Text[] }
  | { type: 'signatures'; slots: SlotNode[] }
  | { type: 'seal'; text: Text; date: Text }
  | { type: 'qr'; text: Text; caption: Text }
  | { type: 'divider' | 'end' | 'cut' }

/** How the officer is asked for a field that the record does not hold. */
export interface Ask {
  as: 'line' | 'long' | 'date' | 'moment' | 'amount' | 'phone' | 'identity' | 'choice' | 'list' | 'photos'
  hint?: string
  options?: string[]
  prefill?: string
  members?: [string, string][]
}
export interface Field {
  label: string; required: boolean; at_least?: number; each?: Record<string, string>; ask?: Ask
}
export interface Program {
  kind: string
  version: number
  title: string
  basis?: string
  fields: Record<string, Field>
  blocks: Node[]
}

export type Role = 'officer' | 'party' | 'witness'
export interface Column { title: string; width: number }
export interface Slot {
  role: Role
  label: string
  name: string
  state: string
  reason: string
  words: string
  at: string
  image_sha256: string
}
export type Block =
  | { type: 'title' | 'center' | 'number' | 'heading'; text: string }
  | { type: 'paragraph'; text: string; indent: boolean }
  | { type: 'pairs'; rows: [string, string][]; photo?: string; per_page?: number }
  | { type: 'table'; columns: Column[]; rows: string[][] }
  | { type: 'signatures'; slots: Slot[] }
  | { type: 'seal'; text: string; date: string }
  | { type: 'qr'; text: string; caption: string }
  | { type: 'divider' | 'end' | 'cut' }

export interface Signature {
  role: Role
  officer_id?: string | null
  name: string
  state: string
  reason?: string | null
  at?: string | null
  image_sha256?: string | null
}

export type Data = Record<string, unknown>

const STATES: Record<string, string | undefined> = {
  signed: '已签名',
  refused: '拒绝签名',
  unable: '不能签名',
  absent: '不在现场',
  read_out: '已向其宣读',
}

/** A program and its data do not fit together. Names the template and the path. */
export class RenderError extends Error {
  template: string
  path: string
  constructor(template: string, path: string, what: string) {
    super(`文书模板 ${template}：${path} ${what}`)
    Object.setPrototypeOf(this, RenderError.prototype)
    this.name = 'RenderError'
    this.template = template
    this.path = path
  }
}

interface Scope {
  template: string
  data: Data
  signatures: Signature[]
  item: unknown
  at: string
  index: number
}

/** The block list, plain strings only. Throws RenderError. */
export function render(program: Program, data: Data, signatures: Signature[] = []): Block[] {
  const scope = opened(program, data, signatures.slice())
  const made = joined(blocks(program.blocks, scope))
  const left = scope.signatures[0]
  if (left) throw wrong(scope, `signatures.${left.role}`, `没有给“${left.name}”留签名处`)
  return made
}

/** Labels of the mandatory fields that are empty; they must be there before anyone signs. */
export function missing(program: Program, data: Data): string[] {
  const scope = opened(program, data, [])
  const labels: string[] = []
  for (const path of Object.keys(program.fields)) {
    const rule = program.fields[path]
    let value: unknown = ''
    try {
      value = find(scope, data, path, '')
    } catch (error) {
      if (!(error instanceof RenderError)) throw error
    }
    if (rule.required && empty(value)) labels.push(rule.label)
    else if (Array.isArray(value)) labels.push(...missingEntries(rule, value))
  }
  return labels
}

function missingEntries(rule: Field, entries: unknown[]): string[] {
  const labels: string[] = []
  if (entries.length < (rule.at_least || 0)) labels.push(`${rule.label}（至少${rule.at_least}项）`)
  const members = rule.each || {}
  entries.forEach((entry, place) => {
    for (const member of Object.keys(members)) {
      const value = member && isObject(entry) ? entry[member] : entry
      if (empty(value)) labels.push(`${rule.label}第${place + 1}项的${members[member]}`)
    }
  })
  return labels
}

function opened(program: Program, data: Data, signatures: Signature[]): Scope {
  return { template: program.kind, data, signatures, item: undefined, at: '', index: 0 }
}

function wrong(scope: Scope, path: string, what: string): RenderError {
  return new RenderError(scope.template, path, what)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function empty(value: unknown): boolean {
  if (typeof value === 'string') return formats.clean(value) === ''
  if (Array.isArray(value)) return value.length === 0
  return !value
}

function blocks(nodes: Node[], scope: Scope): Block[] {
  const made: Block[] = []
  for (const node of nodes) {
    if ('if' in node) {
      made.push(...blocks(holds(node.if, scope) ? node.then : node.else, scope))
    } else if (!('type' in node)) {
      for (const inner of entries(node.each, scope)) made.push(...blocks(node.blocks, inner))
    } else {
      made.push(block(node, scope))
    }
  }
  return made
}

function block(node: Extract<Node, { type: string }>, scope: Scope): Block {
  switch (node.type) {
    case 'divider':
    case 'end':
    case 'cut':
      return { type: node.type }
    case 'pairs': {
      const rows = node.rows.map(([label, value]): [string, string] => [label, text(value, scope)])
      if (!node.photo) return { type: node.type, rows }
      return { type: node.type, rows, photo: text(node.photo, scope), per_page: node.per_page }
    }
    case 'table': {
      const scopes = entries(node.each, scope)
      const rows = scopes.map((inner) => node.row.map((cell) => text(cell, inner)))
      return { type: node.type, columns: node.columns, rows }
    }
    case 'signatures': {
      const slots: Slot[] = []
      for (const one of node.slots) slots.push(...places(one, scope))
      return { type: node.type, slots }
    }
    case 'paragraph':
      return { type: node.type, text: text(node.text, scope), indent: node.indent }
    case 'seal':
      return { type: node.type, text: text(node.text, scope), date: text(node.date, scope) }
    case 'qr':
      return { type: node.type, text: text(node.text, scope), caption: text(node.caption, scope) }
    default:
      return { type: node.type, text: text(node.text, scope) }
  }
}

/** Who has a place to sign. */
export function roles(program: Program): Role[] {
  const found: Role[] = []
  const look = (nodes: Node[]): void =>
    nodes.forEach((node) => {
      if ('if' in node) look(node.then.concat(node.else))
      else if (!('type' in node)) look(node.blocks)
      else if (node.type === 'signatures') node.slots.forEach(({ role }) => found.push(role))
    })
  look(program.blocks)
  return found.filter((role, place) => found.indexOf(role) === place)
}

/** Pairs that follow each other become one, so that an each can add rows; a photo's stay. */
function joined(list: Block[]): Block[] {
  const made: Block[] = []
  for (const one of list) {
    const last = made[made.length - 1]
    const plain = last && last.type === 'pairs' && one.type === 'pairs'
    if (plain && !last.photo && !one.photo) last.rows.push(...one.rows)
    else made.push(one)
  }
  return made
}

function entries(path: string, scope: Scope): Scope[] {
  const found = find(scope, scope.data, path, '')
  if (!Array.isArray(found)) throw wrong(scope, path, '应为清单')
  return found.map((item: unknown, place) => ({
    template: scope.template,
    data: scope.data,
    signatures: scope.signatures,
    item,
    at: `${path}[${place}]`,
    index: place + 1,
  }))
}

function holds(condition: Condition, scope: Scope): boolean {
  const value = valueOf(condition, scope)
  if (condition.is !== undefined) return value === condition.is
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function text(parts: Text, scope: Scope): string {
  return formats.clean(
    parts.map((part) => (typeof part === 'string' ? part : written(part, scope))).join(''),
  )
}

function written(part: Exclude<Part, string>, scope: Scope): string {
  const name = part.format || ''
  let value = valueOf(part, scope)
  const where = part.path || `${scope.at}.${part.item || ''}`.replace(/\.+$/, '')
  try {
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
      value = formatted(formats.LIST_FORMATS, name)(value)
    } else if (typeof value === 'string' && value && name) {
      value = formatted(formats.FORMATS, name)(value)
    }
  } catch (error) {
    throw wrong(scope, where, (error as Error).message)
  }
  if (typeof value !== 'string') throw wrong(scope, where, '应为文字')
  return value || part.empty || ''
}

function formatted<T>(table: Record<string, T | undefined>, name: string): T {
  const format = Object.prototype.hasOwnProperty.call(table, name) ? table[name] : undefined
  if (!format) throw new Error('缺少适合它的写法')
  return format
}

function valueOf(part: { path?: string; item?: string; index?: true }, scope: Scope): unknown {
  if (part.index) return String(scope.index)
  if (part.path !== undefined) return find(scope, scope.data, part.path, '')
  return find(scope, scope.item, part.item || '', scope.at)
}

function find(scope: Scope, start: unknown, path: string, at: string): unknown {
  let value = start
  let where = at
  for (const name of path ? path.split('.') : []) {
    where = where ? `${where}.${name}` : name
    const held = isObject(value) && Object.prototype.hasOwnProperty.call(value, name)
    value = held ? (value as Record<string, unknown>)[name] : undefined
    if (value === undefined || value === null) throw wrong(scope, where, '没有值')
  }
  return value
}

/** The places for signatures of one role: one, one for each entry, or as many as signed. */
function places(node: SlotNode, scope: Scope): Slot[] {
  if (node.each) {
    return entries(node.each, scope).map((inner) => slot(node, text(node.name || [], inner), inner))
  }
  if (node.name) return [slot(node, text(node.name, scope), scope)]
  const made: Slot[] = []
  while (scope.signatures.some((one) => one.role === node.role)) made.push(slot(node, '', scope))
  return made
}

/** Takes the signature that belongs here, so that two people of one name have one each. */
function slot(node: SlotNode, name: string, scope: Scope): Slot {
  const place = scope.signatures.findIndex(
    (one) => one.role === node.role && (name === '' || name === formats.clean(one.name)),
  )
  const one = place < 0 ? undefined : scope.signatures.splice(place, 1)[0]
  const state = one ? one.state : ''
  const words = state ? STATES[state] : ''
  if (words === undefined) {
    throw wrong(scope, `signatures.${node.role}.state`, `不能是“${state}”`)
  }
  const reason = formats.clean((one && one.reason) || '')
  // Who would not sign did not say the statement either.
  const stated = node.statement && ['', 'signed', 'read_out'].indexOf(state) >= 0
  const label = text(node.label, scope)
  return {
    role: node.role,
    label: stated ? text(node.statement || [], scope) + label : label,
    name: one ? formats.clean(one.name) : name,
    state,
    reason,
    words: words + (state && reason ? `（${reason}）` : ''),
    at: one && one.at ? formats.moment(formats.shanghai(one.at)) : '',
    image_sha256: (one && one.image_sha256) || '',
  }
}
