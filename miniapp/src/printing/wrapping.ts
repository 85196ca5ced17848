import { characters, encode, inWords } from './charset'
import type { Bitmap } from './raster'

/*
 * Text in columns: what stands where on a line. No character is lost at any width.
 * Same as backend/printing/wrapping.py.
 */

const CLOSING = new Set('、。，．；：？！）〕］｝〉》」』】〗’”…—·％℃‰°′″,.;:!?)]}%')
const OPENING = new Set('（〔［｛〈《「『【〖‘“￥＄([{$')
const PAIRED = new Set('—…')

/** Draws a character outside GBK as 24 × 24 dots, or null. */
export type Glyph = (char: string) => Bitmap | null

/** One character: one column when ASCII, else two. A picture stands for one outside GBK. */
export interface Cell {
  char: string
  width: number
  picture?: Bitmap
}

export function cells(text: string, glyph: Glyph): Cell[] {
  const made: Cell[] = []
  for (const char of characters(text)) {
    const picture = encode(char) ? null : glyph(char)
    if (encode(char)) made.push(cell(char))
    else if (picture) made.push({ char, width: 2, picture })
    else made.push(...Array.from(inWords(char)).map(cell))
  }
  return made
}

function cell(char: string): Cell {
  return { char, width: char < '\x80' ? 1 : 2 }
}

export function spaces(count: number): Cell[] {
  return Array.from({ length: Math.max(0, count) }, () => cell(' '))
}

export function width(line: Cell[]): number {
  return line.reduce((sum, each) => sum + each.width, 0)
}

/** Lines of at most `first` columns, then `rest`. Spaces at a break go, nothing else does. */
export function wrap(text: Cell[], first: number, rest: number): Cell[][] {
  const lines: Cell[][] = []
  let start = 0
  while (start < text.length) {
    const end = lineEnd(text, start, lines.length ? rest : first)
    lines.push(trimmed(text.slice(start, end)))
    start = end
    while (start < text.length && text[start].char === ' ') start += 1
  }
  return lines.length ? lines : [[]]
}

/** As few lines as possible, and these as equally long as possible: for titles. */
export function balanced(text: Cell[], columns: number): Cell[][] {
  let lines = wrap(text, columns, columns)
  for (let narrower = columns - 1; narrower > 1; narrower -= 1) {
    const tried = wrap(text, narrower, narrower)
    if (tried.length > lines.length) break
    lines = tried
  }
  const whole = lines.reduce((sum, each) => sum + each.length, 0) === text.length
  return whole ? inTwos(lines) : lines
}

/** Chinese words come in twos: of two ways to part an odd title, the one that parts no word. */
function inTwos(lines: Cell[][]): Cell[][] {
  const [first, second] = lines
  if (lines.length !== 2 || first.length !== second.length + 1 || first.length % 2 === 0) return lines
  if (first.concat(second).some((cell) => cell.width === 1)) return lines
  const last = first[first.length - 1]
  if (first.length < 2 || !mayBreak(first[first.length - 2].char, last.char, true)) return lines
  return [first.slice(0, -1), [last].concat(second)]
}

function lineEnd(text: Cell[], start: number, columns: number): number {
  let end = start
  let used = 0
  while (end < text.length && (used + text[end].width <= columns || end === start)) {
    used += text[end].width
    end += 1
  }
  if (end === text.length) return end
  const whole = lastBreak(text, start, end, true)
  if (2 * width(text.slice(start, whole)) >= columns) return whole
  // A word longer than half the line is split rather than leaving the line empty.
  return lastBreak(text, start, end, false) || whole || end
}

/** The last place to break in start < place <= end, or 0. */
function lastBreak(text: Cell[], start: number, end: number, words: boolean): number {
  for (let place = end; place > start; place -= 1) {
    if (mayBreak(text[place - 1].char, text[place].char, words)) return place
  }
  return 0
}

function mayBreak(before: string, after: string, words: boolean): boolean {
  if (CLOSING.has(after) || OPENING.has(before)) return false
  if (words && inWord(before) && inWord(after)) return false
  return !(before === after && PAIRED.has(before))
}

function inWord(char: string): boolean {
  return char >= '!' && char <= '~'
}

/** Without the spaces at its end. */
export function trimmed(line: Cell[]): Cell[] {
  let end = line.length
  while (end && line[end - 1].char === ' ') end -= 1
  return line.slice(0, end)
}
