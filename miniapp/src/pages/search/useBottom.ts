import { useReachBottom } from '@tarojs/taro'
import { useEffect, useRef } from 'react'

const NEAR = 240

/** When one has scrolled to what has this id. A browser's page does not say so by itself. */
export function useBottom(id: string, reached: () => void): void {
  const last = useRef(reached)
  last.current = reached
  useReachBottom(() => last.current())
  useEffect(() => {
    if (process.env.TARO_ENV !== 'h5') return undefined
    const look = () => {
      const end = document.getElementById(id)
      if (!end || end.offsetParent === null) return
      if (end.getBoundingClientRect().top < window.innerHeight + NEAR) last.current()
    }
    document.addEventListener('scroll', look, true)
    return () => document.removeEventListener('scroll', look, true)
  }, [id])
}
