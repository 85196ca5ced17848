import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { bridge } from '@/bridge'
import { api } from '@/store'
import { fromGcj02, type Point } from '../../ui/map/coordinates'
import { legs, order } from '../../ui/map/route'
import type { MapCluster, MapPoint, Viewport } from '../../ui/map/SubjectMap'
import { toast } from '../../ui/Toast'
import { dayOf } from '../../ui/words'
import type { InboxRow, MapSubject, MapView, Tab, Tasks } from '../shapes'
import { failureWords, now, useDraft, useRead } from '../use'
import { type Filters, markOf, placeOf, queryOf } from './marks'

const SETTLE_MS = 250
/** More than anybody visits in a day. */
const MOST_STOPS = 20

/** What lies in the part that is shown; what was seen last stays until the next arrives. */
export function useViewport(filters: Filters) {
  const [view, setView] = useState<Viewport | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>()
  const move = useCallback((next: Viewport) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setView(next), SETTLE_MS)
  }, [])
  useEffect(() => () => clearTimeout(timer.current), [])
  const { value, problem, refresh } = useRead(
    useMemo(() => (view ? api.viewport(view, queryOf(filters)) : null), [view, filters]),
  )
  const last = useRef<{ filters: Filters; seen: MapView }>()
  if (value) last.current = { filters, seen: value }
  // the marks of other filters would answer another question
  const seen = value ?? (last.current?.filters === filters ? last.current.seen : undefined)
  const points = useMemo<MapPoint[]>(() => (seen?.points ?? []).map(pointOf), [seen])
  const clusters = useMemo<MapCluster[]>(
    () =>
      (seen?.clusters ?? []).map((one) => ({
        ...placeOf(one),
        count: one.count,
      })),
    [seen],
  )
  const middle = useMemo<Point | null>(
    () =>
      view
        ? { latitude: (view.south + view.north) / 2, longitude: (view.west + view.east) / 2 }
        : null,
    [view],
  )
  return { move, seen, points, clusters, problem, refresh, middle }
}

export function pointOf(one: MapSubject): MapPoint {
  return { id: one.id, name: one.name, ...placeOf(one), ...markOf(one), named: Boolean(one.task) }
}

/** The twenty nearest of a place, also those beyond what is shown. */
export function useNearest(from: Point | null, filters: Filters) {
  const key = from ? `${from.longitude.toFixed(4)},${from.latitude.toFixed(4)}` : ''
  return useRead(
    useMemo(() => {
      if (!key) return null
      const [longitude, latitude] = key.split(',')
      return api.nearest({ longitude, latitude }, queryOf(filters))
    }, [key, filters]),
  )
}

export function useOwnPlace(): [Point | null, () => Promise<void>] {
  const [own, setOwn] = useState<Point | null>(null)
  const locate = useCallback(async () => {
    try {
      const position = await bridge.location()
      const here = placeOf(position)
      setOwn(position.crs === 'GCJ02' ? fromGcj02(here) : here)
    } catch (failure) {
      toast(failureWords(failure) ?? '没有拿到位置', { icon: 'pin' })
    }
  }, [])
  return [own, locate]
}

export interface Stop {
  point: MapPoint
  task: string
  address: string
  deadline: string
  late: boolean
  /** Metres from the stop before. */
  leg: number
}

function useOpenTasks(): { rows: InboxRow[]; loading: boolean } {
  const read = (tab: Tab) => api.tasks(tab)
  const active = useRead<Tasks>(useMemo(() => read('active'), []))
  const todo = useRead<Tasks>(useMemo(() => read('todo'), []))
  const pending = useRead<Tasks>(useMemo(() => read('pending'), []))
  const rows = useMemo(() => {
    const all = [active.value, todo.value, pending.value]
      .reduce<InboxRow[]>(
        (rest, tasks) => rest.concat((tasks?.items ?? []) as unknown as InboxRow[]),
        [],
      )
      .filter(({ subject }) => subject.latitude && subject.longitude)
    all.sort((a, b) => (a.deadline < b.deadline ? -1 : 1))
    const first = (row: InboxRow) =>
      all.find(({ subject }) => subject.id === row.subject.id) === row
    return all.filter(first).slice(0, MOST_STOPS)
  }, [active.value, todo.value, pending.value])
  return { rows, loading: !rows.length && (active.loading || todo.loading || pending.loading) }
}

function stopOf(row: InboxRow): Stop {
  const { subject, deadline, late } = row
  const mark = markOf({ task: { ...row, id: row.id }, unsolved: false, checked_days: null })
  const point = { id: subject.id, name: subject.name, ...placeOf(subject), ...mark, named: true }
  return { point, task: row.id, address: subject.address, deadline, late, leg: 0 }
}

/** The open tasks in the order of the shortest way, from what this phone has stored: it works
 *  without a signal. What is left for another day is kept until midnight. */
export function useDay(own: Point | null) {
  const { rows, loading } = useOpenTasks()
  const [left, keepLeft] = useDraft<string[]>(`map.left.${dayOf(now())}`, [])
  const stops = useMemo<Stop[]>(() => {
    const wanted = rows.filter(({ id }) => (left ?? []).indexOf(id) < 0).map(stopOf)
    if (!wanted.length) return []
    const start = own ?? wanted[0].point
    const places = wanted.map(({ point }) => point as Point)
    const sorted = order(start, places).map((index) => wanted[index])
    const metres = legs(
      start,
      sorted.map(({ point }) => point),
    )
    return sorted.map((stop, index) => ({
      ...stop,
      leg: metres[index],
      point: { ...stop.point, number: index + 1 },
    }))
  }, [rows, left, own])
  const way = useMemo<Point[]>(
    () =>
      (own ? [own] : []).concat(
        stops.map(({ point: { latitude, longitude } }) => ({ latitude, longitude })),
      ),
    [stops, own],
  )
  const leave = (task: string) => void keepLeft((left ?? []).concat(task))
  const takeBack = () => void keepLeft([])
  return { stops, way, loading, left: rows.length - stops.length, leave, takeBack }
}
