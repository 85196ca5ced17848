import { HANZI, RUNS } from './gbk'

/*
 * What a printer in Chinese mode can write as text, and what has to be drawn: GBK, every two-byte
 * code of GB18030 that the fonts in these printers are known to carry. Anything else is a bitmap,
 * or 【U+36C3】 where nothing can draw it. Same as backend/printing/charset.py.
 */

const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g

// Controls would be taken for printer commands; the others are invisible and hide text.
const HIDDEN: [number, number][] = [
  [0x0, 0x1f], [0x7f, 0x9f], [0xad, 0xad], [0x61c, 0x61c], [0x200b, 0x200f], [0x202a, 0x202e],
  [0x2060, 0x206f], [0xfeff, 0xfeff], [0xfff9, 0xfffb], [0xfe00, 0xfe0f], [0xe0000, 0xe01ef],
]

// The same character to a reader, outside GBK only by its code.
const ALIKE: Record<string, string> = {
  '\u00a0': ' ', '\u2002': ' ', '\u2003': ' ', '\u2009': ' ', '\u202f': ' ',
  '\u00a5': '￥', '\u2022': '·', '\u2011': '-', '\u2212': '－',
}

/** The characters of a text: line breaks and tabs are a space, other control characters go. */
export function characters(text: string): string[] {
  return Array.from(text.replace(BREAKS, ' '))
    .filter((char) => !hidden(char.codePointAt(0)!))
    .map((char) => ALIKE[char] || char)
}

function hidden(point: number): boolean {
  return HIDDEN.some(([first, last]) => first <= point && point <= last)
}

/** Each character of a text that would have to be drawn, once. */
export function rareIn(text: string): string[] {
  const rare = characters(text).filter((char) => !encode(char))
  return rare.filter((char, at) => rare.indexOf(char) === at)
}

let table: Uint16Array | undefined

/** The code of one character in Chinese mode, 0 when it is outside the charset. */
export function encode(char: string): number {
  const point = char.codePointAt(0)!
  if (point < 0x80) return point
  if (!table) table = build()
  return point < 0x10000 ? table[point] : 0
}

/** What stands on paper for a character that can be neither written nor drawn. */
export function inWords(char: string): string {
  const hex = char.codePointAt(0)!.toString(16).toUpperCase()
  return `【U+${'0000'.slice(hex.length)}${hex}】`
}

function build(): Uint16Array {
  const made = new Uint16Array(0x10000)
  let code = 0xb0a1
  for (let index = 0; index < HANZI.length; index += 1) {
    if (code === 0xd7fa) code = 0xd8a1 // row 55 ends early
    made[HANZI.charCodeAt(index)] = code
    code += (code & 0xff) === 0xfe ? 0xa3 : 1
  }
  for (const [first, run] of RUNS) {
    for (let index = 0; index < run.length; index += 1) made[run.charCodeAt(index)] = first + index
  }
  fill(made)
  return made
}

/** The rest of GBK: what GB 2312 lacks of U+4E00 to U+9FA5, in the order of Unicode. */
function fill(made: Uint16Array): void {
  let code = 0x8140
  for (let point = 0x4e00; point <= 0x9fa5; point += 1) {
    if (made[point]) continue
    made[point] = code
    code = next(code)
  }
}

function next(code: number): number {
  const cell = code & 0xff
  if (cell === 0x7e) return code + 2
  if (code < 0xa0fe) return cell === 0xfe ? code + 0x42 : code + 1
  if (code === 0xa0fe) return 0xaa40
  return cell === 0xa0 ? code + 0xa0 : code + 1
}
