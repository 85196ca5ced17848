import { useCallback, useEffect } from 'react'
import { bridge } from '@/bridge'
import { api, drafts } from '@/store'
import { useSource } from '../use'
import { createLink } from './link'
import { make } from './making'
import { Queue, type Order } from './queue'

/** One printer and one line of copies for the whole app, whichever page is open. */
export const link = createLink(bridge.bluetooth)
const queue = new Queue({
  link,
  make: (order) => make(order, api),
  finish: async (id) => bridge.bluetooth.finish?.(id),
  kept: drafts,
})

export function useJob(key: string, record: Order['record']) {
  const state = useSource(queue.of(key))
  useEffect(() => {
    queue.restore(key, record).catch(() => undefined)
    // What is told once is told on opening the page, not whenever `record` is made anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key])
  useEffect(
    () => () => {
      if (!queue.isBusy()) link.drop()
    },
    [],
  )
  return {
    state,
    print: useCallback((order: Omit<Order, 'key'>) => queue.print({ ...order, key }), [key]),
    stop: useCallback(() => queue.stop(key), [key]),
    agree: useCallback(() => queue.agree(key), [key]),
    reset: useCallback(() => queue.reset(key), [key]),
  }
}
