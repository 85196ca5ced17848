import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { png } from './png'
import { isSigned, rasterise, type Handwriting } from './strokes'

const cross: Handwriting = {
  width: 300,
  height: 200,
  strokes: [
    [
      [10, 100, 0],
      [200, 100, 120],
    ],
    [
      [100, 10, 300],
      [100, 190, 420],
    ],
  ],
}

const inkAt = (bits: Uint8Array, stride: number, x: number, y: number) =>
  (bits[y * stride + (x >> 3)] & (0x80 >> (x & 7))) !== 0

describe('handwriting', () => {
  it('is drawn where the pen went, fitted to the picture', () => {
    const { bits, width, height } = rasterise(cross)
    const stride = (width + 7) >> 3
    expect(inkAt(bits, stride, width / 2, height / 2)).toBe(true)
    expect(inkAt(bits, stride, 2, 2)).toBe(false)
    expect(bits.some((byte) => byte !== 0)).toBe(true)
  })

  it('counts as signed only with real ink', () => {
    expect(isSigned(cross)).toBe(true)
    expect(
      isSigned({
        ...cross,
        strokes: [
          [
            [5, 5, 0],
            [8, 8, 5],
          ],
        ],
      }),
    ).toBe(false)
    expect(isSigned({ ...cross, strokes: [] })).toBe(false)
  })

  it('gives a PNG that any reader opens, the same bytes each time', () => {
    const bytes = png(rasterise(cross))
    expect(Array.from(bytes.subarray(1, 4))).toEqual([0x50, 0x4e, 0x47])
    expect(png(rasterise(cross))).toEqual(bytes)
    const view = new DataView(bytes.buffer)
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([480, 180])
    const size = view.getUint32(33)
    const raw = inflateSync(bytes.subarray(41, 41 + size))
    expect(raw.length).toBe(61 * 180)
    expect(raw[0]).toBe(0)
  })
})
