import type { Sample } from '../strokes'

/** The few canvas calls that the old context of a mini-program and the browser's share. */
export interface Pen {
  beginPath(): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  stroke(): void
}

/** One stroke, from its sample number `from` on. */
export function trace(pen: Pen, stroke: Sample[], from = 0): void {
  if (!stroke.length) return
  const start = stroke[Math.max(0, from - 1)]
  pen.beginPath()
  pen.moveTo(start[0], start[1])
  const rest = stroke.slice(Math.max(from, 0))
  rest.forEach(([x, y]) => pen.lineTo(x, y))
  // a tap leaves a dot
  if (stroke.length === 1) pen.lineTo(start[0] + 0.1, start[1] + 0.1)
  pen.stroke()
}

export const INK = { width: 4, colour: '#10141b' }
