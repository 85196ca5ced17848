// How values are written on paper: the same as backend/documents/formats.py.

// What a printer or a reader of PDF could take for an order, or what hides other characters.
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g
const HIDDEN = new RegExp(
  '[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f' +
    '\\ufeff\\ufff9-\\ufffb\\ufe00-\\ufe0f\\ud800-\\udfff\\u{e0000}-\\u{e01ef}]',
  'gu',
)

const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/
const MOMENT = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})\+08:00$/
const ANY_MOMENT =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})$/
const AMOUNT = /^(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,2}))?$/
const COUNT = /^(?:0|[1-9][0-9]{0,3})$/

const DIGITS = '〇一二三四五六七八九'
const CAPITALS = '零壹贰叁肆伍陆柒捌玖'

type Units = [number, string][]

/** Plain text of one line: line breaks become a space, other control characters go. */
export function clean(text: string): string {
  return text.replace(BREAKS, ' ').replace(HIDDEN, '').replace(/^ +| +$/g, '')
}

/** A moment with any offset as "YYYY-MM-DDTHH:MM+08:00", seconds cut off. */
export function shanghai(moment: string): string {
  const match = ANY_MOMENT.exec(moment)
  if (!match) throw new Error('时间没有时区')
  const [year, month, day, hour, minute] = match.slice(1, 6).map(Number)
  const zone = match[6]
  let offset = 0
  if (zone !== 'Z') {
    offset = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))
    if (zone.charAt(0) === '-') offset = -offset
  }
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute + 480 - offset))
  return local.toISOString().slice(0, 16) + '+08:00'
}

/** 2026-11-05 or a moment of that day -> 2026年11月5日. */
export function date(text: string): string {
  const match = matched(DATE, text.slice(0, 10), '日期应写作 2026-11-30')
  if (text.length > 10) matched(MOMENT, text, '时间应写作 2026-11-30T14:05+08:00')
  return `${Number(match[1])}年${Number(match[2])}月${Number(match[3])}日`
}

/** 2026-11-05T14:05+08:00 -> 2026年11月5日14时05分. */
export function moment(text: string): string {
  const match = matched(MOMENT, text, '时间应写作 2026-11-30T14:05+08:00')
  return `${date(text.slice(0, 10))}${match[4]}时${match[5]}分`
}

/** 12 -> 十二; from 0 to 9999. */
export function ordinal(text: string): string {
  const number = Number(matched(COUNT, text, '序号应为 0 至 9999 的整数')[0])
  if (number < 10) return number === 0 ? '零' : DIGITS.charAt(number)
  const units: Units = [[1000, '千'], [100, '百'], [10, '十'], [1, '']]
  const words = spelled(number, units, DIGITS, '', false)
  return words.indexOf('一十') === 0 ? words.slice(1) : words
}

/** 1234.50 -> 壹仟贰佰叁拾肆元伍角整; at most two decimals, less than 10^12 yuan. */
export function amount(text: string): string {
  const match = matched(AMOUNT, text, '金额应写作 1234.50')
  const cents = ((match[2] || '') + '00').slice(0, 2)
  const jiao = Number(cents.charAt(0))
  const fen = Number(cents.charAt(1))
  const yuan = capital(Number(match[1]))
  if (!jiao && !fen) return `${yuan || '零'}元整`
  let words = yuan ? `${yuan}元` : ''
  if (jiao) words += `${CAPITALS.charAt(jiao)}角`
  else if (yuan) words += '零'
  return words + (fen ? `${CAPITALS.charAt(fen)}分` : '整')
}

function capital(number: number): string {
  const units: Units = [[1000, '仟'], [100, '佰'], [10, '拾'], [1, '']]
  const groups: Units = [
    [Math.floor(number / 1e8), '亿'],
    [Math.floor(number / 1e4) % 1e4, '万'],
    [number % 1e4, ''],
  ]
  let words = ''
  let gap = false
  for (const [group, big] of groups) {
    if (group === 0) {
      gap = words !== ''
      continue
    }
    words = spelled(group, units, CAPITALS, words, gap) + big
    gap = false
  }
  return words
}

/** The digits of a number with their units, a zero where some are skipped inside. */
function spelled(
  number: number, units: Units, digits: string, before: string, skipped: boolean,
): string {
  let words = before
  let gap = skipped
  for (const [power, unit] of units) {
    const digit = Math.floor(number / power) % 10
    if (digit === 0) {
      gap = words !== ''
      continue
    }
    words += (gap ? '零' : '') + digits.charAt(digit) + unit
    gap = false
  }
  return words
}

/** An ID number keeps 6 and 4 characters, a phone 3 and 4, anything else its first. */
export function mask(text: string): string {
  if (/^[0-9]{17}[0-9Xx]$/.test(text)) return `${text.slice(0, 6)}********${text.slice(14)}`
  if (/^[0-9]{11}$/.test(text)) return `${text.slice(0, 3)}****${text.slice(7)}`
  const characters = Array.from(text)
  return characters.map((one, place) => (place ? '*' : one)).join('')
}

/** 甲、乙、丙. */
export function listed(texts: string[]): string {
  return texts.join('、')
}

export const FORMATS: Record<string, ((text: string) => string) | undefined> = {
  date, moment, amount, mask, ordinal,
}
export const LIST_FORMATS: Record<string, ((texts: string[]) => string) | undefined> = { listed }

function matched(pattern: RegExp, text: string, wanted: string): RegExpExecArray {
  const match = pattern.exec(text)
  if (!match) throw new Error(`${wanted}，不是“${text}”`)
  return match
}
