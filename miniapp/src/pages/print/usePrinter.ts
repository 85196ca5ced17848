import { useCallback, useEffect, useRef, useState } from 'react'
import { bridge } from '@/bridge'
import type { BluetoothDevice } from '@/bridge/types'
import { openPort, type Port } from '@/printing'
import { failureWords, useDraft } from '../use'

export interface Remembered {
  id: string
  name: string
  profile: string
}

const NONE: Remembered = { id: '', name: '', profile: '' }
const SEARCH_MS = 12000

/** Printers near by, and the one that was used last. */
export function usePrinter() {
  const [last, remember] = useDraft<Remembered>('printer', NONE)
  const [found, setFound] = useState<BluetoothDevice[]>([])
  const [searching, setSearching] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const stop = useRef<() => void>(() => undefined)

  const search = useCallback(async () => {
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

  useEffect(() => () => stop.current(), [])

  /** Raises BridgeFailure; null when that device is no printer. */
  const connect = useCallback(async (id: string): Promise<Port | null> => {
    stop.current()
    await bridge.bluetooth.open()
    await bridge.bluetooth.connect(id)
    return openPort(bridge.bluetooth, id)
  }, [])

  return { last, remember, found, searching, trouble, search, connect }
}
