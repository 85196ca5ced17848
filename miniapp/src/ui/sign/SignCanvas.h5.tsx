import { useEffect, useRef, type PointerEvent } from 'react'
import type { Sample } from '../strokes'
import { INK, trace } from './ink'
import type { SignCanvasProps } from './SignCanvas'

function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const pen = canvas.getContext('2d')
  if (!pen) return null
  pen.strokeStyle = INK.colour
  pen.lineWidth = INK.width
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  return pen
}

/** The writing area of a browser: finger, pen and mouse alike, at the screen's own resolution. */
export function SignCanvas({ rect, strokes, onStroke }: SignCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawn = useRef<Sample[]>([])
  const ratio = window.devicePixelRatio || 1

  useEffect(() => {
    const pen = canvas.current && context2d(canvas.current)
    if (!pen) return
    pen.setTransform(ratio, 0, 0, ratio, 0, 0)
    pen.clearRect(0, 0, rect.width, rect.height)
    strokes.forEach((stroke) => trace(pen, stroke))
  }, [strokes, rect.width, rect.height, ratio])

  const add = (event: PointerEvent<HTMLCanvasElement>) => {
    const edge = event.currentTarget.getBoundingClientRect()
    const x = Math.round(event.clientX - edge.left)
    const y = Math.round(event.clientY - edge.top)
    drawn.current.push([x, y, Date.now()])
    const pen = context2d(event.currentTarget)
    if (pen) trace(pen, drawn.current, drawn.current.length - 1)
  }
  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    drawn.current = []
    add(event)
  }
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (drawn.current.length) add(event)
  }
  const end = () => {
    if (drawn.current.length) onStroke(drawn.current)
    drawn.current = []
  }
  return (
    <canvas
      ref={canvas}
      className='sign-canvas'
      data-testid='sign-canvas'
      aria-label='签名区'
      width={Math.round(rect.width * ratio)}
      height={Math.round(rect.height * ratio)}
      style={{ left: rect.left, top: rect.top, width: rect.width, height: rect.height }}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    />
  )
}
