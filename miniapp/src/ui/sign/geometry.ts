import type { Sample } from '../strokes'

/* The pad is read with the phone turned by 90°. Only the words are turned by CSS; the canvas stays
   upright on the screen (some hosts draw it natively and ignore transforms), so pen positions are
   turned here. */

export interface Rect {
  left: number
  top: number
  width: number
  height: number
}

export interface PadLayout {
  turned: boolean
  /** The whole pad as it is read, px. */
  width: number
  height: number
  /** Width of the words at the left. */
  aside: number
  /** Box to write in, in reading coordinates. */
  box: Rect
  /** Where the canvas lies on the upright screen. */
  canvas: Rect
}

const EDGE = 14
const GAP = 12
const FOOT = 52
const WIDEST = 1000

export function layoutOf(windowWidth: number, windowHeight: number): PadLayout {
  const turned = windowHeight > windowWidth
  const width = Math.min(WIDEST, turned ? windowHeight : windowWidth)
  const height = Math.min(560, turned ? windowWidth : windowHeight)
  const aside = width < 720 ? 168 : 198
  const left = EDGE + aside + GAP
  const box = {
    left,
    top: EDGE,
    width: width - left - EDGE,
    height: height - EDGE * 2 - FOOT - GAP,
  }
  const canvas = turned
    ? {
        left: windowWidth - box.top - box.height,
        top: box.left,
        width: box.height,
        height: box.width,
      }
    : box
  return { turned, width, height, aside, box, canvas }
}

/** From the canvas on the screen to the box as it is read. */
export function toReading({ turned, box }: PadLayout, [x, y, t]: Sample): Sample {
  return turned ? [y, box.height - x, t] : [x, y, t]
}

/** From the box as it is read to the canvas on the screen. */
export function toScreen({ turned, box }: PadLayout, [u, v, t]: Sample): Sample {
  return turned ? [box.height - v, u, t] : [u, v, t]
}
