import { fromBase64, fromHex } from '@/bridge/bytes'
import { made as slipOf, PrintError, rareIn, slip, type Slip } from '@/printing'
import type { Api } from '@/store/api'
import type { Made, Order } from './queue'

/* From an order to the bytes: on this phone, but for what only the server's font can draw. */

const GLYPH = 24

/** Raises PrintError, and TroubleError where the server has to draw and is not there. */
export async function make(order: Order, from: Pick<Api, 'glyph' | 'drawing'>): Promise<Made> {
  if (order.profile.mode === 'raster') return drawn(order, from)
  const glyphs = await glyphsOf(order, from)
  const { blocks, profile, ink, demo, reprint, standing } = order
  const glyph = (char: string) => {
    const rows = glyphs[char]
    return rows ? { width: GLYPH, height: GLYPH, rows: fromHex(rows) } : null
  }
  const coded = Object.keys(glyphs).filter((char) => !glyphs[char])
  const marks = { demo, reprint, standing, glyph }
  return { slip: slip(blocks, profile, ink, marks), coded, seconds: null }
}

/** The dots of each rare character; '' where neither the server nor this phone has them. */
async function glyphsOf({ blocks }: Order, from: Pick<Api, 'glyph'>) {
  const glyphs: Record<string, string> = {}
  for (const char of rareIn(textOf(blocks))) {
    const read = from.glyph(char)
    const { value } = await read.refresh()
    glyphs[char] = (value && value.rows) || ''
  }
  return glyphs
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (!value || typeof value !== 'object') return ''
  const parts = value as Record<string, unknown>
  return Object.keys(parts)
    .map((key) => textOf(parts[key]))
    .join('')
}

async function drawn(order: Order, from: Pick<Api, 'drawing'>): Promise<Made> {
  const { blocks, profile, reprint, standing } = order
  const asked = { blocks, strokes: strokesOf(order), reprint, standing }
  const got = await from.drawing(profile.id, asked)
  const whole = slipOf(got.commands.map(fromBase64), profile)
  if (!isWhole(whole, got.segments)) {
    throw new PrintError('damaged', '从服务器取来的页面不完整，请再打一次')
  }
  return { slip: whole, coded: [], seconds: got.seconds }
}

/** Whole numbers in threes, as they were kept. */
function strokesOf({ ink }: Order) {
  const strokes: Record<string, number[][][]> = {}
  Object.keys(ink).forEach((sha256) => {
    strokes[sha256] = ink[sha256].map((stroke) => stroke.map((point) => Array.from(point)))
  })
  return strokes
}

function isWhole({ segments }: Slip, told: { offset: number; crc32: number }[]): boolean {
  if (segments.length !== told.length) return false
  return segments.every(
    ({ offset, crc32 }, index) => offset === told[index].offset && crc32 === told[index].crc32,
  )
}
