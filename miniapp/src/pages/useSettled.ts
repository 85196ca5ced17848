import { useEffect, useState } from 'react'

/** The typed words, after the fingers have come to rest. */
export function useSettled(text: string, pause = 250): string {
  const [settled, settle] = useState(text.trim())
  useEffect(() => {
    const timer = setTimeout(() => settle(text.trim()), pause)
    return () => clearTimeout(timer)
  }, [text, pause])
  return settled
}
