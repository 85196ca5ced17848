/* One-bit pictures: signatures drawn from their strokes, as backend/printing/raster.py does. */

export interface Bitmap {
  width: number
  height: number
  /** height × ceil(width / 8) bytes, the leftmost dot in the highest bit, 1 is black. */
  rows: Uint8Array
}

/** [x, y, t] in whole pad pixels and milliseconds. */
export type Point = readonly number[]

const PEN = 3

export const stride = (bitmap: { width: number }): number => (bitmap.width + 7) >> 3

export function black(bitmap: Bitmap, x: number, y: number): boolean {
  return (bitmap.rows[y * stride(bitmap) + (x >> 3)] & (0x80 >> (x & 7))) !== 0
}

/** From the top, each of at most `tall` rows. */
export function bands({ width, height, rows }: Bitmap, tall: number): Bitmap[] {
  const bytes = stride({ width })
  const made: Bitmap[] = []
  for (let top = 0; top < height; top += tall) {
    const count = Math.min(tall, height - top)
    made.push({ width, height: count, rows: rows.slice(top * bytes, (top + count) * bytes) })
  }
  return made
}

/**
 * Draws with a pen of 3 dots, shrunk to fit width × height, never grown. Whole numbers only, so
 * that the server draws the same dots. Throws RangeError without a point.
 */
export function fromStrokes(
  strokes: readonly (readonly Point[])[],
  width: number,
  height: number,
): Bitmap {
  const points = strokes.reduce<Point[]>((sum, stroke) => sum.concat(stroke), [])
  if (!points.length) throw new RangeError('没有笔画')
  const [left, across] = span(points.map((point) => point[0]))
  const [top, down] = span(points.map((point) => point[1]))
  const [share, whole] = shrink(across, down, width - PEN, height - PEN)
  const scaled = (length: number): number => Math.floor((length * share) / whole)
  const bitmap = blank(scaled(across) + PEN, scaled(down) + PEN)
  strokes.forEach((stroke) => {
    const path = stroke.map((point) => [scaled(point[0] - left), scaled(point[1] - top)])
    path.forEach((end, index) => {
      if (index || path.length === 1) line(bitmap, path[Math.max(0, index - 1)], end)
    })
  })
  return bitmap
}

function span(values: number[]): [number, number] {
  const least = values.reduce((a, b) => Math.min(a, b))
  return [least, values.reduce((a, b) => Math.max(a, b)) - least]
}

function shrink(across: number, down: number, width: number, height: number): [number, number] {
  const [share, whole] = across * height >= down * width ? [width, across] : [height, down]
  return share >= whole ? [1, 1] : [share, whole]
}

function blank(width: number, height: number): Bitmap {
  return { width, height, rows: new Uint8Array(stride({ width }) * height) }
}

/** Bresenham, both ends included. */
function line(bitmap: Bitmap, from: number[], to: number[]): void {
  let [x, y] = from
  const across = Math.abs(to[0] - x)
  const down = -Math.abs(to[1] - y)
  let error = across + down
  for (;;) {
    stamp(bitmap, x, y)
    if (x === to[0] && y === to[1]) return
    const twice = 2 * error
    if (twice >= down) {
      error += down
      x += from[0] < to[0] ? 1 : -1
    }
    if (twice <= across) {
      error += across
      y += from[1] < to[1] ? 1 : -1
    }
  }
}

function stamp(bitmap: Bitmap, left: number, top: number): void {
  for (let y = top; y < top + PEN; y += 1) {
    for (let x = left; x < left + PEN; x += 1) {
      bitmap.rows[y * stride(bitmap) + (x >> 3)] |= 0x80 >> (x & 7)
    }
  }
}
