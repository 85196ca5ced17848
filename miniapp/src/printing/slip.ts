import * as cpcl from './cpcl'
import * as escpos from './escpos'
import type { Options } from './escpos'
import type { Glyph } from './wrapping'
import type { Block, Marks } from './layout'
import type { Profile } from './profile'
import { fromStrokes, type Bitmap, type Point } from './raster'
import { cut, join, type Segment } from './segments'

const LANGUAGES: Record<string, typeof escpos.commands> = {
  escpos: escpos.commands,
  cpcl: cpcl.commands,
}

/**
 * The payload in pieces that must not be cut: between two of them a segment may end.
 * images: signature by the sha256 that its slot names. Throws PrintError.
 */
export function commands(
  blocks: readonly Block[],
  profile: Profile,
  images: Record<string, Bitmap>,
  options: Partial<Options> = {},
): Uint8Array[] {
  const { glyph = () => null, demo = false, reprint = 0, standing = '' } = options
  const whole = { glyph, demo, reprint, standing }
  return LANGUAGES[profile.language](blocks, profile, images, whole)
}

/** A document ready for the printer: what `send` takes, and what document.printed names. */
export interface Slip {
  commands: Uint8Array[]
  payload: Uint8Array
  segments: Segment[]
}

/**
 * strokes: for each image_sha256 that a slot of the blocks names, the strokes of that signature.
 * Throws PrintError; RangeError for a signature without a point.
 */
export function slip(
  blocks: readonly Block[],
  profile: Profile,
  strokes: Record<string, readonly (readonly Point[])[]>,
  marks: Marks & { glyph?: Glyph },
): Slip {
  const { width, height } = profile.signature
  const images: Record<string, Bitmap> = {}
  Object.keys(strokes).forEach((sha256) => {
    images[sha256] = fromStrokes(strokes[sha256], width, height)
  })
  return made(commands(blocks, profile, images, marks), profile)
}

export function made(given: Uint8Array[], profile: Profile): Slip {
  return { commands: given, payload: join(given), segments: cut(given, profile.segment_bytes) }
}
