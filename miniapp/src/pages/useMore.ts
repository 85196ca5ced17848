import { useState } from 'react'
import { toast } from '../ui/Toast'
import type { Reading } from './use'

interface Page {
  items: unknown[]
  next: string | null
}

/** The rows of a page that was read, and of those behind it that were asked for since. */
export function useMore<P extends Page>(
  { value }: Reading<P>,
  fetch: (next: string) => Promise<P>,
) {
  type Row = P['items'][number]
  const [more, add] = useState<{ of: P; items: Row[]; next: string | null } | null>(null)
  const [busy, setBusy] = useState(false)
  const added = more && more.of === value ? more : null
  const next = added ? added.next : (value?.next ?? null)
  const load = async () => {
    if (!value || !next || busy) return
    setBusy(true)
    try {
      const page = await fetch(next)
      add({ of: value, items: [...(added?.items ?? []), ...page.items], next: page.next })
    } catch {
      toast('没取到，请再点一次', { icon: 'off' })
    } finally {
      setBusy(false)
    }
  }
  const rows: Row[] = [...(value?.items ?? []), ...(added?.items ?? [])]
  return { rows, next, load }
}
