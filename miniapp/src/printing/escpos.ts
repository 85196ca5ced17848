import { encode } from './charset'
import { layOut, type Block, type Element, type Marks } from './layout'
import type { Profile } from './profile'
import { bands, black, stride, type Bitmap } from './raster'
import type { Cell, Glyph } from './wrapping'

/*
 * ESC/POS for printers with a Chinese font: text in GBK, raster only for signatures.
 * Same bytes as backend/printing/escpos.py: tests/cases/slips holds both to it.
 */

const START = [0x1b, 0x40, 0x1c, 0x26] // reset, then Chinese mode: without it Chinese is rubbish
const ALIGN = { left: [0x1b, 0x61, 0], center: [0x1b, 0x61, 1], right: [0x1b, 0x61, 2] }
const PLAIN = { align: ALIGN.left, bold: [0x1b, 0x45, 0], double: [0x1d, 0x21, 0] }
const BOLD = [0x1b, 0x45, 1]
const DOUBLE = [0x1d, 0x21, 0x11]
const FEED = [0x0a]
const FEED_DOTS = [0x1b, 0x4a] // ESC J: at most 255
const ENDINGS: Record<string, number[][]> = {
  partial_cut: [[0x1d, 0x56, 0x42, 0]],
  tear: [FEED, FEED, FEED, FEED],
}
const BAND_HEAD = 8

export interface Options extends Marks {
  /** Draws a character outside GBK; null writes it as 【U+36C3】. */
  glyph: Glyph
}

type Style = Partial<typeof PLAIN>

/** The payload in pieces that must not be cut, as `commands` of slip.ts. Throws PrintError. */
export function commands(
  blocks: readonly Block[],
  profile: Profile,
  images: Record<string, Bitmap>,
  { glyph, ...marks }: Options,
): Uint8Array[] {
  const made: number[][] = [START]
  const set = { ...PLAIN }
  for (const element of layOut(blocks, { profile, images, glyph }, marks)) {
    const wanted = style(element)
    for (const what of ['align', 'bold', 'double'] as const) {
      const command = wanted[what]
      if (!command || command[2] === set[what][2]) continue
      set[what] = command
      made.push(command)
    }
    made.push(...body(element, profile))
  }
  return made.map((command) => Uint8Array.from(command))
}

/** What must be set before the element. A blank line needs its height only. */
function style(element: Element): Style {
  if (element.kind === 'line' && element.text.length) {
    return {
      align: ALIGN[element.align],
      bold: element.bold ? BOLD : PLAIN.bold,
      double: element.double ? DOUBLE : PLAIN.double,
    }
  }
  if (element.kind === 'code') return { align: ALIGN.center }
  if (element.kind === 'picture') return { align: ALIGN[element.align] }
  if (element.kind === 'gap') return {}
  return { double: PLAIN.double }
}

function body(element: Element, profile: Profile): number[][] {
  if (element.kind === 'line') return line(element.text)
  if (element.kind === 'picture') return graphic(element.bitmap, profile)
  if (element.kind === 'gap') return [[...FEED_DOTS, element.dots]]
  if (element.kind === 'code') return code(element.text, element.module)
  return ENDINGS[profile.ending]
}

/** Runs of text and pictures of single characters; the line feed belongs to the last one. */
function line(text: Cell[]): number[][] {
  const made: number[][] = []
  let run: number[] = []
  text.forEach((cell) => {
    if (cell.picture) {
      if (run.length) made.push(run)
      made.push(inline(cell.picture))
      run = []
    } else {
      const written = encode(cell.char)
      if (written > 0xff) run.push(written >> 8)
      run.push(written & 0xff)
    }
  })
  made.push(run.concat(FEED))
  return made
}

/** ESC * 33: columns of 24 dots, the topmost in the highest bit of three bytes. */
function inline(picture: Bitmap): number[] {
  const made = [0x1b, 0x2a, 0x21, ...word(picture.width)]
  for (let x = 0; x < picture.width; x += 1) {
    for (let top = 0; top < 24; top += 8) {
      let byte = 0
      for (let y = top; y < top + 8; y += 1) byte = (byte << 1) | (black(picture, x, y) ? 1 : 0)
      made.push(byte)
    }
  }
  return made
}

/** GS v 0 in bands: a broken one swallows what follows, so each fits a segment. */
function graphic(bitmap: Bitmap, profile: Profile): number[][] {
  const tall = Math.floor((profile.segment_bytes - BAND_HEAD) / stride(bitmap))
  return bands(bitmap, Math.min(profile.band_rows, tall)).map((band) => {
    const head = [...word(stride(band)), ...word(band.height)]
    return [0x1d, 0x76, 0x30, 0, ...head, ...Array.from(band.rows)]
  })
}

/** GS ( k: model 2, module size, level M, store, print. */
function code(text: string, module: number): number[][] {
  const data = Array.from(text, (char) => char.charCodeAt(0))
  const head = [0x1d, 0x28, 0x6b]
  return [
    [...head, 4, 0, 0x31, 0x41, 0x32, 0],
    [...head, 3, 0, 0x31, 0x43, module],
    [...head, 3, 0, 0x31, 0x45, 0x31],
    [...head, ...word(data.length + 3), 0x31, 0x50, 0x30, ...data],
    [...head, 3, 0, 0x31, 0x51, 0x30],
  ]
}

/** Two bytes, the low one first. */
function word(value: number): number[] {
  return [value & 0xff, value >> 8]
}
