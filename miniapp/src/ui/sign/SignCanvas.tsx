import { Canvas } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, useRef } from 'react'
import type { Sample } from '../strokes'
import type { Rect } from './geometry'
import { INK, trace } from './ink'

export interface SignCanvasProps {
  rect: Rect
  /** Finished strokes in canvas pixels; redrawn when one is taken back. */
  strokes: Sample[][]
  onStroke: (stroke: Sample[]) => void
}

const ID = 'sign-canvas'

interface Finger {
  x: number
  y: number
}

function newContext() {
  const made = Taro.createCanvasContext(ID)
  made.setStrokeStyle(INK.colour)
  made.setLineWidth(INK.width)
  made.setLineCap('round')
  made.setLineJoin('round')
  return made
}

/** The writing area of a mini-program: the old canvas context, made at the first touch. */
export function SignCanvas({ rect, strokes, onStroke }: SignCanvasProps) {
  const context = useRef<Taro.CanvasContext>()
  const drawn = useRef<Sample[]>([])
  const pen = () => {
    if (!context.current) context.current = newContext()
    return context.current
  }
  useEffect(() => {
    if (!context.current) return
    context.current.clearRect(0, 0, rect.width, rect.height)
    strokes.forEach((stroke) => trace(pen(), stroke))
    context.current.draw(false)
  }, [strokes, rect.width, rect.height])

  const add = (fingers: Finger[] | undefined) => {
    if (!fingers?.length) return
    const { x, y } = fingers[0]
    drawn.current.push([Math.round(x), Math.round(y), Date.now()])
    trace(pen(), drawn.current, drawn.current.length - 1)
    pen().draw(true)
  }
  const begin = (event: { touches?: unknown }) => {
    drawn.current = []
    add(event.touches as Finger[])
  }
  const end = () => {
    if (drawn.current.length) onStroke(drawn.current)
    drawn.current = []
  }
  return (
    <Canvas
      id={ID}
      canvasId={ID}
      className='sign-canvas'
      style={{
        left: `${rect.left}px`,
        top: `${rect.top}px`,
        width: `${rect.width}px`,
        height: `${rect.height}px`,
      }}
      disableScroll
      onTouchStart={begin}
      onTouchMove={(event) => add(event.touches as unknown as Finger[])}
      onTouchEnd={end}
      onTouchCancel={end}
    />
  )
}
