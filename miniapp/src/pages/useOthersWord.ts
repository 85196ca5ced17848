import { useEffect } from 'react'
import { api } from '@/store'
import { useOutbox } from './use'

const ASK_EVERY_MS = 5000

/** The other officer confirms on another phone: ask the server now and then whether it came. */
export function useOthersWord(id: string | undefined, waiting: boolean): void {
  const { online } = useOutbox()
  useEffect(() => {
    if (!id || !waiting || !online) return undefined
    const timer = setInterval(() => {
      api
        .task(id)
        .refresh()
        .catch(() => undefined)
    }, ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [id, waiting, online])
}
