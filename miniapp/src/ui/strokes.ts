/** A handwritten signature: what the pen did, and the small picture drawn from it. */

/** [x, y, t]: pad pixels as integers, milliseconds since the first touch. */
export type Sample = [number, number, number]

export interface Handwriting {
  width: number
  height: number
  strokes: Sample[][]
}

/** One bit per dot, rows padded to bytes, 1 is ink. */
export interface Bitmap {
  width: number
  height: number
  bits: Uint8Array
}

const MARGIN = 8
const PEN = 2.6

interface Box {
  left: number
  top: number
  width: number
  height: number
}

function inkBox(strokes: Sample[][]): Box {
  const all = strokes.reduce<Sample[]>((sum, stroke) => sum.concat(stroke), [])
  const xs = all.map(([x]) => x)
  const ys = all.map(([, y]) => y)
  const left = Math.min(...xs)
  const top = Math.min(...ys)
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top }
}

function dot(bitmap: Bitmap, x: number, y: number): void {
  const stride = (bitmap.width + 7) >> 3
  for (let row = Math.ceil(y - PEN); row <= y + PEN; row += 1) {
    for (let column = Math.ceil(x - PEN); column <= x + PEN; column += 1) {
      const inside = (column - x) ** 2 + (row - y) ** 2 <= PEN * PEN
      if (!inside || row < 0 || column < 0 || row >= bitmap.height || column >= bitmap.width)
        continue
      bitmap.bits[row * stride + (column >> 3)] |= 0x80 >> (column & 7)
    }
  }
}

function line(bitmap: Bitmap, from: [number, number], to: [number, number]): void {
  const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1])))
  for (let step = 0; step <= steps; step += 1) {
    const share = step / steps
    dot(bitmap, from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share)
  }
}

/** The ink, cut to its own box and fitted into width × height dots, keeping its shape. */
export function rasterise(writing: Handwriting, width = 480, height = 180): Bitmap {
  const bitmap = { width, height, bits: new Uint8Array(((width + 7) >> 3) * height) }
  const strokes = writing.strokes.filter((stroke) => stroke.length > 0)
  if (!strokes.length) return bitmap
  const box = inkBox(strokes)
  const scale = Math.min(
    (width - 2 * MARGIN) / Math.max(1, box.width),
    (height - 2 * MARGIN) / Math.max(1, box.height),
    2,
  )
  const offsetX = (width - box.width * scale) / 2
  const offsetY = (height - box.height * scale) / 2
  const place = ([x, y]: Sample): [number, number] => [
    (x - box.left) * scale + offsetX,
    (y - box.top) * scale + offsetY,
  ]
  strokes.forEach((stroke) => {
    const points = stroke.map(place)
    points.forEach((point, index) => line(bitmap, points[Math.max(0, index - 1)], point))
  })
  return bitmap
}

/** Enough of a signature that it cannot be a slip of the finger: ink of at least 40 pixels. */
export function isSigned(writing: Handwriting): boolean {
  let length = 0
  writing.strokes.forEach((stroke) => {
    for (let index = 1; index < stroke.length; index += 1) {
      const [x, y] = stroke[index]
      length += Math.hypot(x - stroke[index - 1][0], y - stroke[index - 1][1])
    }
  })
  return length >= 40
}
