import { useCallback, useEffect, useRef, useState } from 'react'
import { bridge } from '@/bridge'
import type { BluetoothDevice } from '@/bridge/types'
import { failureWords, useDraft, useSource } from '../use'
import type { Remembered } from './printers'
import { link } from './useJob'

const NONE: Remembered = { id: '', name: '', profile: '' }
const SEARCH_MS = 12000

/** Printers near by, and the one that was used last, which connects by itself. */
export function usePrinter() {
  const [last, remember] = useDraft<Remembered>('printer', NONE)
  const [found, setFound] = useState<BluetoothDevice[]>([])
  const [searching, setSearching] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const stop = useRef<() => void>(() => undefined)
  const connection = useSource(link)

  const search = useCallback(async () => {
    stop.current()
    setFound([])
    setTrouble(null)
    setSearching(true)
    try {
      await bridge.bluetooth.open()
      const end = await bridge.bluetooth.scan((device) =>
        setFound((before) => before.filter(({ id }) => id !== device.id).concat(device)),
      )
      const timer = setTimeout(() => stop.current(), SEARCH_MS)
      stop.current = () => {
        clearTimeout(timer)
        stop.current = () => undefined
        setSearching(false)
        end().catch(() => undefined)
      }
    } catch (failure) {
      setSearching(false)
      setTrouble(failureWords(failure) ?? '没有打开蓝牙')
    }
  }, [])

  const connect = useCallback((id: string) => {
    stop.current()
    link.connect(id).catch(() => undefined) // what came of it is the link's state
  }, [])

  useEffect(() => () => stop.current(), [])
  const id = last?.id
  useEffect(() => {
    if (id) connect(id)
  }, [id, connect])

  return { last, remember, found, searching, trouble, search, connect, connection }
}
