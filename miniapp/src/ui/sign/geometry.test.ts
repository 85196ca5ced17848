import { describe, expect, it } from 'vitest'
import { layoutOf, toReading, toScreen } from './geometry'

describe('the turned pad', () => {
  it('keeps the canvas on the screen on every phone', () => {
    ;[
      [360, 640],
      [390, 844],
      [412, 915],
      [1280, 720],
    ].forEach(([width, height]) => {
      const { canvas } = layoutOf(width, height)
      expect(canvas.left).toBeGreaterThanOrEqual(0)
      expect(canvas.top).toBeGreaterThanOrEqual(0)
      expect(canvas.left + canvas.width).toBeLessThanOrEqual(width)
      expect(canvas.top + canvas.height).toBeLessThanOrEqual(height)
    })
  })

  it('turns the pen with the page: down the screen is to the right in the name', () => {
    const pad = layoutOf(390, 844)
    const start = toReading(pad, [pad.canvas.width, 0, 0])
    const later = toReading(pad, [pad.canvas.width, 100, 5])
    expect(start).toEqual([0, 0, 0])
    expect(later).toEqual([100, 0, 5])
    expect(toScreen(pad, later)).toEqual([pad.canvas.width, 100, 5])
  })
})
