import { useState } from 'react'
import { handOver } from './begin'
import type { Chosen } from './draft'

export interface Selecting {
  on: boolean
  count: number
  start: (first?: Chosen) => void
  stop: () => void
  has: (id: string) => boolean
  toggle: (pick: Chosen) => void
  hand: () => Promise<void>
}

/** 选择: rows are ticked instead of opened, and what is ticked is handed over together. */
export function useSelecting(): Selecting {
  const [picks, pick] = useState<Chosen[] | null>(null)
  const has = (id: string) => Boolean(picks?.some((one) => one.id === id))
  return {
    on: picks !== null,
    count: picks?.length ?? 0,
    start: (first) => pick(first ? [first] : []),
    stop: () => pick(null),
    has,
    toggle: (one) =>
      pick((before) =>
        has(one.id) ? (before ?? []).filter(({ id }) => id !== one.id) : (before ?? []).concat(one),
      ),
    hand: async () => {
      await handOver(picks ?? [])
      pick(null)
    },
  }
}
