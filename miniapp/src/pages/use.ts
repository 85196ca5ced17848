import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { BridgeFailure, type LocalFile } from '@/bridge/types'
import { toast } from '../ui/Toast'
import { api, drafts, evidence, inspections, outbox, session, type TaskView } from '@/store'
import type {
  Checklist,
  Command,
  EvidenceKind,
  Kind,
  Payloads,
  Task,
  Trouble,
} from './shapes'

/* The one seam between pages and store. */

interface Source<S> {
  subscribe: (listener: () => void) => () => void
  snapshot: () => S
}

export function useSource<S>(source: Source<S>): S {
  return useSyncExternalStore(source.subscribe, source.snapshot)
}

interface Stored<T> {
  value: T | null
  stored_at: string | null
  from: 'network' | 'store' | null
  loading: boolean
  problem: Trouble | null
}

export interface Reading<T> {
  value: T | undefined
  /** When it was stored on this phone; null when it came from the server just now. */
  storedAt: string | null
  loading: boolean
  problem: { title: string; code: string; status: number; number?: string } | null
  refresh: () => void
}

const NOTHING: Stored<never> = {
  value: null,
  stored_at: null,
  from: null,
  loading: false,
  problem: null,
}
const SILENT = { subscribe: () => () => undefined, snapshot: () => NOTHING }

type Read<T> = Source<Stored<T>> & { refresh: () => Promise<unknown> }

export function spoken(problem: Trouble | null): Reading<unknown>['problem'] {
  if (!problem) return null
  const number = problem.request_id?.replace(/-/g, '').slice(0, 6).toUpperCase()
  return { title: problem.title, code: problem.code, status: problem.status, number }
}

/** What the store has of a page's data; null reads nothing. */
export function useRead<T>(source: Read<T> | null): Reading<T> {
  const now = useSource<Stored<T>>(source ?? SILENT)
  const refresh = useCallback(() => {
    if (source) source.refresh().catch(() => undefined)
  }, [source])
  return {
    value: now.value ?? undefined,
    storedAt: now.from === 'store' && !now.loading ? now.stored_at : null,
    loading: now.loading,
    problem: spoken(now.problem),
    refresh,
  }
}

export const useSession = () => useSource(session)
export const useMe = () => useSession().me

/** A task, once it is also known how far its inspection is on this phone: a page that came a moment
 *  earlier would offer the first step of a walk that has long begun. */
export function useTask(id: string): Reading<Task> {
  const task = useRead<Task>(useMemo(() => (id ? api.task(id) : null), [id]))
  const { known } = useInspection(id)
  return known ? task : { ...task, value: undefined }
}

export const useChecklist = (id: string | undefined): Reading<Checklist> =>
  useRead<Checklist>(useMemo(() => (id ? api.checklist(id) : null), [id]))

/** This officer's view of the inspection: the server's state with the own unsent acts upon it. */
export function useInspection(taskId: string): TaskView {
  return useSource(useMemo(() => inspections.of(taskId), [taskId]))
}

/** Commands and originals together: what is not proven to have arrived. */
export function useOutbox() {
  const commands = useSource(outbox)
  const originals = useSource(evidence)
  const refused = commands.refused + originals.refused
  return {
    items: commands.items,
    online: commands.online,
    refused,
    waiting: commands.unsent + originals.unsent - refused,
  }
}

/** Says it when the phone did not keep something, also where nobody waits for the answer. */
export function orSaySo<T>(kept: Promise<T>): Promise<T> {
  kept.catch((failure) => {
    const words = failureWords(failure)
    if (words) toast(words, { icon: 'tri' })
  })
  return kept
}

/** Resolves when the phone has kept it; sending is the outbox's affair. Raises BridgeFailure, and
 *  the officer has been told. */
export function send<K extends Kind>(kind: K, payload: Payloads[K]): Promise<Command<K>> {
  return orSaySo(outbox.enqueue(kind, payload))
}

/** The server's time as far as this phone knows it, ms since 1970. */
export const now = (): number => Date.now() + session.snapshot().skew

/** ISO 8601 with the offset of Shanghai. */
export function momentNow(): string {
  return new Date(now() + 8 * 3600 * 1000).toISOString().slice(0, 19) + '+08:00'
}

/** Seconds tick for codes and countdowns. */
export function useTick(): number {
  const [moment, tick] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => tick(now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return moment
}

/** The next value, or how it comes from the last one: for whoever waited for something meanwhile. */
type Next<T> = T | ((before: T) => T)

/** What is being written, kept so that a killed app comes back to it. `null` while it is read.
 *  The setter answers once the phone has kept it: wait for that before saying that it is done.
 *  It raises BridgeFailure when the phone has not, and the officer has been told. */
export function useDraft<T>(key: string, initial: T): [T | null, (next: Next<T>) => Promise<void>] {
  const [shown, setShown] = useState<{ key: string; value: T } | null>(null)
  const first = useRef(initial)
  const last = useRef<T | null>(null)
  useEffect(() => {
    last.current = null
    const show = (value: T) => {
      last.current = value
      setShown({ key, value })
    }
    let written = false
    const stop = drafts.watch(key, (next) => {
      written = true
      show(next as T)
    })
    drafts
      .get<T>(key)
      .catch(() => null)
      .then((kept) => written || show(kept ?? first.current))
    return () => {
      written = true
      stop()
    }
  }, [key])
  const keep = useCallback(
    (next: Next<T>) => {
      const before = last.current ?? first.current
      const made = typeof next === 'function' ? (next as (before: T) => T)(before) : next
      return orSaySo(drafts.set(key, made))
    },
    [key],
  )
  return [shown && shown.key === key ? shown.value : null, keep]
}

/** Several of them as they were kept, `null` until all are read: for what is no more written. */
export function useKept<T>(keys: string[], initial: T): T[] | null {
  const [shown, show] = useState<{ wanted: string; values: T[] } | null>(null)
  const first = useRef(initial)
  const wanted = keys.join(' ')
  useEffect(() => {
    let alive = true
    const read = wanted ? wanted.split(' ').map((key) => drafts.get<T>(key).catch(() => null)) : []
    Promise.all(read).then((found) => {
      if (alive) show({ wanted, values: found.map((value) => value ?? first.current) })
    })
    return () => {
      alive = false
    }
  }, [wanted])
  return shown && shown.wanted === wanted ? shown.values : null
}

/** The same read now, for a tap that does not wait until the page has them. Raises BridgeFailure,
 *  and the officer has been told. */
export async function readKept<T>(keys: string[], initial: T): Promise<T[]> {
  const found = await orSaySo(Promise.all(keys.map((key) => drafts.get<T>(key))))
  return found.map((value) => value ?? initial)
}

export interface EvidenceMeta {
  kind: EvidenceKind
  inspection_id: string
  item: string | null
  origin: 'camera' | 'import'
}

export async function keepPhoto(file: LocalFile, meta: EvidenceMeta): Promise<string> {
  const kept = await evidence.keepPhoto(file, { ...meta, taken_at: momentNow(), position: null })
  return kept.sha256
}

/** Where an <Image> finds a kept picture; undefined until it is known. */
export function usePicture(sha256: string | null | undefined): string | undefined {
  const [source, setSource] = useState<string>()
  useEffect(() => {
    let alive = true
    if (!sha256) return undefined
    evidence
      .url(sha256)
      .then((found) => alive && setSource(found))
      .catch(() => undefined)
    return () => {
      alive = false
    }
  }, [sha256])
  return source
}

/** Several at once, by hash. */
export function usePictures(hashes: string[]): Record<string, string> {
  const [sources, setSources] = useState<Record<string, string>>({})
  const wanted = hashes.join(',')
  useEffect(() => {
    let alive = true
    wanted.split(',').forEach((sha256) => {
      if (!sha256) return
      evidence
        .url(sha256)
        .then((found) => alive && setSources((before) => ({ ...before, [sha256]: found })))
        .catch(() => undefined)
    })
    return () => {
      alive = false
    }
  }, [wanted])
  return sources
}

/** Words for the officer when the phone itself did not do it; null when they broke it off. */
export function failureWords(failure: unknown): string | null {
  if (failure instanceof BridgeFailure) return failure.code === 'cancelled' ? null : failure.words
  return '手机没有做到，请再试一次'
}
