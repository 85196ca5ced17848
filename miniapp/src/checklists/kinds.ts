/** What an item can be answered with, the same as backend/checklists/kinds.py, which says what a
 *  value is. */
import type { Rule } from './logic'

export interface Option {
  value: string
  label: string
}

export interface Column {
  key: string
  label: string
  type: 'text' | 'number' | 'date'
}

export type FixedKind = 'pass_fail_na' | 'grade3' | 'national' | 'yes_no_na'

export type AnswerKind =
  | { type: 'number'; min?: number; max?: number; decimals?: number; unit?: string }
  | { type: 'single' | 'multi'; options: Option[] }
  | { type: 'text'; max?: number }
  | { type: 'photo'; min?: number }
  | { type: 'date' | 'signature' | 'scan' | 'location' }
  | { type: 'table'; columns: Column[]; max_rows?: number }

export interface Position {
  latitude: string
  longitude: string
  crs: string
  accuracy: string
  provider: string
  mock: boolean
  at: string
}

export interface Ink {
  image: string
  strokes: string
}

export type TableRow = Record<string, string>
export type Value = string | string[] | TableRow[] | Ink | Position | null

/** As much of an item as its answer rests on. */
export interface AskedItem {
  code: string
  text: string
  key: boolean
  answer: string | AnswerKind
  required?: boolean
  fails?: string[] | Rule
  show_if?: Rule
  score?: number
  points?: Record<string, number>
}

export const LABELS: Record<FixedKind, Record<string, string>> = {
  pass_fail_na: { pass: '符合', fail: '不符合', na: '不适用' },
  grade3: { pass: '符合', basic: '基本符合', fail: '不符合' },
  national: { pass: '合格', fail: '不合格', unchecked: '未检查', absent: '合理缺项' },
  yes_no_na: { yes: '是', no: '否', na: '不适用' },
}
export const FAILS: Record<FixedKind, string[]> = {
  pass_fail_na: ['fail'],
  grade3: ['fail'],
  national: ['fail'],
  yes_no_na: ['no'],
}

const DECIMAL = /^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?$/
const DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/
const HASH = /^[0-9a-f]{64}$/
const COORDINATE = /^-?[0-9]{1,3}(\.[0-9]{1,10})?$/
const TEXT_MOST = 500
const CELL_MOST = 200
const SCAN_MOST = 500
const ROWS_MOST = 20
const PHOTOS_MOST = 20

export function kindOf({ answer }: AskedItem): string {
  return typeof answer === 'string' ? answer : answer.type
}

/** What may be chosen, in its order; empty where nothing is chosen. */
export function optionsOf({ answer }: AskedItem): Option[] {
  if (typeof answer !== 'string') return 'options' in answer ? answer.options : []
  const labels = LABELS[answer as FixedKind] || {}
  return Object.keys(labels).map((value) => ({ value, label: labels[value] }))
}

/** Whether a value is one that this item can have. A photo short of its count still is. */
export function accepts(item: AskedItem, value: unknown): boolean {
  if (value === null) return true
  const { answer } = item
  if (typeof answer === 'string') return known(optionsOf(item), value)
  switch (answer.type) {
    case 'number':
      return numeric(answer, value)
    case 'single':
      return known(answer.options, value)
    case 'multi':
      return several(value) && value.every((each) => known(answer.options, each))
    case 'date':
      return day(value)
    case 'text':
      return written(value, answer.max ?? TEXT_MOST)
    case 'photo':
      return several(value) && value.length <= PHOTOS_MOST && value.every(hash)
    case 'signature':
      return shaped(value, ['image', 'strokes']) && hash(value.image) && hash(value.strokes)
    case 'scan':
      return written(value, SCAN_MOST)
    case 'table':
      return table(answer.columns, answer.max_rows ?? ROWS_MOST, value)
    default:
      return place(value)
  }
}

/** Whether the answer is whole. */
export function answered(item: AskedItem, value: Value | undefined): boolean {
  if (value === null || value === undefined) return false
  const { answer } = item
  if (typeof answer === 'string' || answer.type !== 'photo') return true
  return (value as string[]).length >= (answer.min ?? 1)
}

/** The value as a rule reads it: a number for what is typed as one. */
export const meant = (item: AskedItem, value: Value): unknown =>
  kindOf(item) === 'number' && value !== null ? Number(value) : value

/** The hashes of originals that an answer itself names, whatever its item is: the shape tells. */
export function named(value: Value | undefined): string[] {
  if (Array.isArray(value)) return (value as unknown[]).filter(hash) as string[]
  if (!shaped(value, ['image', 'strokes'])) return []
  return [value.image, value.strokes].filter(hash) as string[]
}

/** The answer in plain Chinese, for paper and screen. */
export function words(item: AskedItem, value: Value | undefined): string {
  if (value === null || value === undefined) return ''
  const options = optionsOf(item)
  if (options.length) {
    const chosen = Array.isArray(value) ? (value as string[]) : [value as string]
    return options
      .filter((each) => chosen.indexOf(each.value) >= 0)
      .map(({ label }) => label)
      .join('、')
  }
  return described(item.answer as AnswerKind, value)
}

function described(answer: AnswerKind, value: Exclude<Value, null>): string {
  switch (answer.type) {
    case 'number':
      return `${value as string}${answer.unit ?? ''}`
    case 'date':
      return dayWords(value as string)
    case 'photo':
      return `照片${(value as string[]).length}张`
    case 'signature':
      return '已签名'
    case 'table':
      return (value as TableRow[])
        .map((row, place) => `第${place + 1}行：${rowWords(answer.columns, row)}`)
        .join('；')
    case 'location':
      return placeWords(value as Position)
    default:
      return value as string
  }
}

/** 2026-11-05 as 2026年11月5日. */
export function dayWords(day: string): string {
  const [year, month, date] = day.split('-')
  return `${year}年${Number(month)}月${Number(date)}日`
}

export const rowWords = (columns: Column[], row: TableRow): string =>
  columns
    .filter(({ key }) => row[key])
    .map(({ key, label, type }) => `${label}${type === 'date' ? dayWords(row[key]) : row[key]}`)
    .join('，')

function placeWords({ latitude, longitude, crs, accuracy, mock }: Position): string {
  const doubt = mock ? '，模拟定位' : ''
  return `纬度${latitude}，经度${longitude}（${crs}，误差${accuracy}米${doubt}）`
}

const known = (options: Option[], value: unknown): boolean =>
  options.some((each) => each.value === value)

const hash = (value: unknown): boolean => typeof value === 'string' && HASH.test(value)

const several = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each, at) => typeof each === 'string' && value.indexOf(each) === at)

function shaped(value: unknown, keys: string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const own = Object.keys(value).sort()
  return own.length === keys.length && keys.slice().sort().every((key, at) => key === own[at])
}

const written = (value: unknown, most: number): boolean =>
  typeof value === 'string' && value.trim() !== '' && value.length <= most

function numeric(answer: AnswerKind & { type: 'number' }, value: unknown): boolean {
  if (typeof value !== 'string' || !DECIMAL.test(value)) return false
  const decimals = value.split('.')[1] || ''
  if (decimals.length > (answer.decimals ?? 0)) return false
  const number = Number(value)
  return (
    (answer.min === undefined || number >= answer.min) &&
    (answer.max === undefined || number <= answer.max)
  )
}

function day(value: unknown): boolean {
  const parts = typeof value === 'string' ? DAY.exec(value) : null
  if (!parts) return false
  const [year, month, date] = parts.slice(1).map(Number)
  const last = month >= 1 && month <= 12 ? new Date(Date.UTC(2000, month, 0)).getUTCDate() : 0
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return year > 0 && date >= 1 && date <= (month === 2 && !leap ? 28 : last)
}

function table(columns: Column[], most: number, value: unknown): boolean {
  if (!Array.isArray(value) || !value.length || value.length > most) return false
  const keys = columns.map(({ key }) => key)
  return value.every(
    (row) =>
      shaped(row, keys) &&
      keys.some((key) => row[key]) &&
      columns.every(({ key, type }) => cell(type, row[key])),
  )
}

export function cell(type: Column['type'], value: unknown): boolean {
  if (typeof value !== 'string' || value.length > CELL_MOST) return false
  if (!value || type === 'text') return true
  return type === 'number' ? DECIMAL.test(value) : day(value)
}

function place(value: unknown): boolean {
  const texts = ['latitude', 'longitude', 'crs', 'accuracy', 'provider', 'at']
  if (!shaped(value, texts.concat('mock')) || typeof value.mock !== 'boolean') return false
  const short = texts.every((key) => {
    const text = value[key]
    return typeof text === 'string' && text.length <= 40
  })
  if (!short) return false
  const at = COORDINATE.test(String(value.latitude)) && COORDINATE.test(String(value.longitude))
  return at && (value.crs === 'WGS84' || value.crs === 'GCJ02')
}
