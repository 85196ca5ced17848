import { useEffect, useMemo, useRef, useState } from 'react'
import { api, troubleOf } from '@/store'
import type { Found, FoundSubject, SubjectsAsked } from '../shapes'
import { spoken, useRead, type Reading } from '../use'

const AT_ONCE = 20

export interface Finding {
  first: Reading<Found>
  items: FoundSubject[]
  more: boolean
  loading: boolean
  problem: Reading<unknown>['problem']
  /** The next page, unless it is on its way. */
  further: () => void
}

interface Behind {
  of: Found | undefined
  items: FoundSubject[]
  next: string
  loading: boolean
  problem: Reading<unknown>['problem']
}

const nothing = (of: Found | undefined): Behind => ({
  of,
  items: [],
  next: of?.next ?? '',
  loading: false,
  problem: null,
})

/** The first page as it is read, and those behind it as one scrolls. */
export function useFound(asked: SubjectsAsked | null): Finding {
  const first = useRead(
    useMemo(() => (asked ? api.subjects({ ...asked, limit: AT_ONCE }) : null), [asked]),
  )
  const [kept, keep] = useState<Behind>(() => nothing(undefined))
  const behind = kept.of === first.value ? kept : nothing(first.value)
  const alive = useRef(true)
  useEffect(() => {
    alive.current = true
    return () => {
      alive.current = false
    }
  }, [])

  const further = () => {
    const { of, next } = behind
    if (!asked || !of || !next || behind.loading) return
    const mine = { ...behind, loading: true, problem: null }
    keep(mine)
    const show = (part: Partial<Behind>) => {
      if (alive.current) keep((now) => (now.of === of ? { ...mine, loading: false, ...part } : now))
    }
    api
      .moreSubjects({ ...asked, after: next, limit: AT_ONCE })
      .then((page) => show({ items: behind.items.concat(page.items), next: page.next }))
      .catch((error) => show({ problem: spoken(troubleOf(error)) }))
  }
  return {
    first,
    items: once([...(first.value?.items ?? []), ...behind.items]),
    more: behind.next !== '',
    loading: behind.loading,
    problem: behind.problem,
    further,
  }
}

/** A subject that changed its place meanwhile may come on two pages. */
function once(items: FoundSubject[]): FoundSubject[] {
  const seen: Record<string, boolean> = {}
  return items.filter(({ id }) => !seen[id] && (seen[id] = true))
}
