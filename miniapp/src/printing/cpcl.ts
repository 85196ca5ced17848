import { encode } from './charset'
import { layOut, type Block, type Element, type Line, type Marks } from './layout'
import type { Profile } from './profile'
import { modules } from './qr'
import { bands, stride, type Bitmap } from './raster'
import { width, type Cell, type Glyph } from './wrapping'

/*
 * CPCL for portable printers with a page memory: text in GBK, everything at its place in dots.
 * Same bytes as backend/printing/cpcl.py: tests/cases/slips holds both to it.
 */

const EOL = [0x0d, 0x0a]
const COLUMN = 12 // dots of one ASCII character
const PITCH = 30 // dots from line to line
const TALL_PITCH = 48
const TAIL = 96 // blank paper up to where it is torn
const BAND_HEAD = 32 // "CG 104 64 832 65535 " and the end of the line

/** Gives up a page that broke off; the line in front ends what was being written. */
export const ABORT = Uint8Array.from([...EOL, ...ascii('ABORT'), ...EOL])

interface Placed {
  element: Element
  y: number
}

/** One page of the printer's memory; `height` in dots. */
interface Sheet {
  height: number
  content: Placed[]
}

interface Options extends Marks {
  glyph: Glyph
}

/** The payload in pieces that must not be cut, as `commands` of slip.ts. Throws PrintError. */
export function commands(
  blocks: readonly Block[],
  profile: Profile,
  images: Record<string, Bitmap>,
  { glyph, ...marks }: Options,
): Uint8Array[] {
  const elements = layOut(blocks, { profile, images, glyph }, marks)
  const made: number[][] = []
  sheets(elements, profile).forEach((one) => made.push(...sheet(one, profile)))
  return made.map((command) => Uint8Array.from(command))
}

/** Pages that follow each other without a gap; only the last of a part leaves room to tear. */
function sheets(elements: Element[], profile: Profile): Sheet[] {
  const made: Sheet[] = []
  const most = profile.page_rows ?? 0
  let content: Placed[] = []
  let y = 0
  const close = (tail: number): void => {
    made.push({ height: y + tail, content })
    content = []
    y = 0
  }
  elements.forEach((element) => {
    if (element.kind === 'ending') {
      close(TAIL)
      return
    }
    pieces(element, profile).forEach((piece) => {
      const tall = height(piece)
      if (content.length && y + tall > most) close(0)
      content.push({ element: piece, y })
      y += tall
    })
  })
  return made
}

/** What may be parted by the end of a page. */
function pieces(element: Element, profile: Profile): Element[] {
  if (element.kind !== 'picture') return [element]
  const { bitmap } = element
  const tall = Math.floor((profile.segment_bytes - BAND_HEAD) / stride(bitmap))
  const cut = bands(bitmap, Math.min(profile.band_rows, tall))
  return cut.map((band) => ({ ...element, bitmap: band }))
}

function height(element: Element): number {
  if (element.kind === 'line') return element.double ? TALL_PITCH : PITCH
  if (element.kind === 'code') return modules(element.text) * element.module
  if (element.kind === 'gap') return element.dots
  return element.kind === 'picture' ? element.bitmap.height : 0
}

function sheet({ height: rows, content }: Sheet, profile: Profile): number[][] {
  const made = [ascii(`! 0 200 200 ${rows} 1\r\nPAGE-WIDTH ${profile.dots}\r\n`)]
  const set = { bold: false, double: false }
  const style = (bold: boolean, double: boolean): void => {
    if (bold !== set.bold) made.push(ascii(`SETBOLD ${bold ? 1 : 0}\r\n`))
    if (double !== set.double) made.push(ascii(double ? 'SETMAG 2 2\r\n' : 'SETMAG 1 1\r\n'))
    set.bold = bold
    set.double = double
  }
  content.forEach(({ element, y }) => {
    if (element.kind === 'line') {
      if (element.text.length) style(element.bold, element.double)
      made.push(...line(element, y, profile))
    } else if (element.kind === 'code') made.push(code(element.text, element.module, y, profile))
    else if (element.kind === 'picture') {
      made.push(graphic(element.bitmap, left(element, profile), y))
    }
  })
  style(false, false)
  return made.concat([ascii('PRINT\r\n')])
}

/** A TEXT for each run of characters; pictures of single characters stand between them. */
function line({ text, align, double }: Line, y: number, profile: Profile): number[][] {
  const column = COLUMN * (double ? 2 : 1)
  const room = profile.dots - width(text) * column
  let x = { left: 0, center: Math.floor(room / 2), right: room }[align]
  const made: number[][] = []
  let run: Cell[] = []
  let start = x
  const flush = (): void => {
    made.push(...written(run, start, y, profile))
    run = []
  }
  text.forEach((cell) => {
    if (cell.picture) {
      flush()
      made.push(graphic(cell.picture, x, y))
    } else if (run.length || cell.char !== ' ') {
      // A space in front is a place, not ink.
      if (!run.length) start = x
      run.push(cell)
    }
    x += cell.width * column
  })
  flush()
  return made
}

function written(run: Cell[], x: number, y: number, profile: Profile): number[][] {
  let end = run.length
  while (end && run[end - 1].char === ' ') end -= 1
  if (!end) return []
  const bytes = ascii(`TEXT ${profile.font} 0 ${x} ${y} `)
  run.slice(0, end).forEach(({ char }) => {
    const gbk = encode(char)
    if (gbk > 0xff) bytes.push(gbk >> 8)
    bytes.push(gbk & 0xff)
  })
  return [bytes.concat(EOL)]
}

function graphic(bitmap: Bitmap, x: number, y: number): number[] {
  const head = ascii(`CG ${stride(bitmap)} ${bitmap.height} ${x} ${y} `)
  return [...head, ...Array.from(bitmap.rows), ...EOL]
}

function left({ bitmap, align }: Element & { kind: 'picture' }, { dots }: Profile): number {
  const room = dots - bitmap.width
  return { left: 0, center: Math.floor(room / 2), right: room }[align]
}

function code(text: string, module: number, y: number, profile: Profile): number[] {
  const x = Math.floor((profile.dots - modules(text) * module) / 2)
  return ascii(`BARCODE QR ${x} ${y} M 2 U ${module}\r\nMA,${text}\r\nENDQR\r\n`)
}

function ascii(text: string): number[] {
  return Array.from(text, (char) => char.charCodeAt(0))
}
