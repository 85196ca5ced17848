import { useEffect, useState } from 'react'
import { api, troubleOf } from '@/store'
import type { Gates, Trouble, Wish } from '../shapes'

const PAUSE_MS = 350

export interface Asked {
  gates: Gates | null
  problem: Trouble | null
  asking: boolean
  again: () => void
}

/** The gates as the server sees them now, asked anew a moment after each change. */
export function useGates(wish: Wish, ready: boolean): Asked {
  const [gates, setGates] = useState<Gates | null>(null)
  const [problem, setProblem] = useState<Trouble | null>(null)
  const [asking, setAsking] = useState(false)
  const [round, setRound] = useState(0)
  const said = JSON.stringify(wish)
  useEffect(() => {
    let alive = true
    if (!ready) {
      setGates(null)
      return undefined
    }
    setAsking(true)
    const timer = setTimeout(() => {
      api
        .gates(JSON.parse(said) as Wish)
        .then((found) => {
          if (!alive) return
          setGates(found)
          setProblem(null)
        })
        .catch((error) => {
          if (!alive) return
          setGates(null) // those of another wish say nothing of this one
          setProblem(troubleOf(error))
        })
        .finally(() => alive && setAsking(false))
    }, PAUSE_MS)
    return () => {
      alive = false
      clearTimeout(timer)
    }
  }, [said, ready, round])
  return { gates, problem, asking, again: () => setRound((before) => before + 1) }
}
