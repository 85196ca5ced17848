import { useMemo } from 'react'
import { outbox } from '@/store'
import type { Trouble } from './shapes'
import { useSource } from './use'

export type Outcome =
  | { state: 'none' | 'waiting' | 'sending' | 'done' }
  | { state: 'refused'; problem: Trouble | null }

/** What became of one command that this phone wrote. */
export function useOutcome(id: string | null): Outcome {
  const { items } = useSource(outbox)
  return useMemo(() => {
    if (!id) return { state: 'none' }
    const item = items.find((one) => one.command.id === id)
    // gone without a receipt: given up, so nothing came of it
    if (!item) {
      const proven = outbox.receipts().some((one) => one.id === id)
      return { state: proven ? 'done' : 'none' }
    }
    if (item.state === 'refused') return { state: 'refused', problem: item.problem }
    return { state: item.state }
  }, [items, id])
}
