import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useMemo, useState } from 'react'
import { bridge } from '@/bridge'
import { api } from '@/store'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import type { Point } from '../../ui/map/coordinates'
import { SubjectMap, type MapCluster, type MapPoint } from '../../ui/map/SubjectMap'
import { Tap } from '../../ui/Tap'
import { toast } from '../../ui/Toast'
import { Frame } from '../Frame'
import type { MapBase, MapSubject, Subject } from '../shapes'
import { TabBar } from '../TabBar'
import { classWords } from '../tones'
import { failureWords, useOutbox, useRead } from '../use'
import { DayList, NearList } from './Lists'
import { countInWords, countOf, type Filters, NO_FILTERS } from './marks'
import { FilterSheet, PlaceSheet, type Tapped } from './Sheets'
import { pointOf, useDay, useNearest, useOwnPlace, useViewport, type Stop } from './useMap'

/** Where the map opens when it is about nobody: the middle of Shaoxing, WGS-84. */
const SHAOXING: Point = { latitude: 30.0, longitude: 120.58 }
const NO_WAY: Point[] = []
const NO_CLUSTERS: MapCluster[] = []

function usePlaced(subject: Subject | undefined): MapPoint | undefined {
  return useMemo(() => {
    if (!subject?.latitude || !subject.longitude) return undefined
    const { id, name, latitude, longitude } = subject
    const at = { latitude: Number(latitude), longitude: Number(longitude) }
    return { id, name, ...at, tone: 'active', icon: 'pin', words: '就是这家' }
  }, [subject])
}

interface ChipsProps {
  filters: Filters
  onChange: (filters: Filters) => void
  onOpen: () => void
}

/** The filters one needs most, over the map; the rest behind the first. */
function Chips({ filters, onChange, onOpen }: ChipsProps) {
  const count = countOf(filters)
  const risky = filters.risk.slice().sort().join() === 'C,D'
  const chip = (words: string, on: boolean, change: Partial<Filters>) => (
    <Tap
      className={`choice ${on ? 'choice-on' : ''}`}
      role='checkbox'
      chosen={on}
      label={words}
      onTap={() => onChange({ ...filters, ...change })}
    >
      {on ? <Icon name='check' /> : null}
      <Text>{words}</Text>
    </Tap>
  )
  return (
    <View className='map-chips'>
      <Tap
        className={`choice ${count ? 'choice-on' : ''}`}
        onTap={onOpen}
        label={`筛选，已选 ${count} 项`}
        testId='open-filters'
      >
        <Icon name='filter' />
        <Text>{count ? `筛选 ${count}` : '筛选'}</Text>
      </Tap>
      {chip('我的任务', filters.task, { task: !filters.task })}
      {chip('风险 C、D', risky, { risk: risky ? [] : ['C', 'D'] })}
      {chip('半年没查', filters.unchecked === 180, {
        unchecked: filters.unchecked === 180 ? 0 : 180,
      })}
    </View>
  )
}

const tappedSubject = (one: MapSubject): Tapped => {
  const { tone, icon, words } = pointOf(one)
  const { id, name, address } = one
  return {
    id,
    name,
    address,
    tone,
    icon,
    words,
    classes: classWords(one),
    task: one.task?.id,
    onRoute: false,
  }
}

const tappedStop = ({ point, address, task }: Stop): Tapped => {
  const { id, name, tone, icon, words } = point
  return { id, name, address, tone, icon, words, classes: [], task, onRoute: true }
}

/** 路名之外的称呼: what people call it, without the towns that everybody here knows. */
const shortName = (name: string) =>
  name
    .replace(/^(浙江省?)?(绍兴市?)?(越城区|柯桥区|上虞区|诸暨市|嵊州市|新昌县)?/, '')
    .slice(0, 6) || name

function approvalWords(base: MapBase | undefined): string {
  if (!base) return ''
  if (base.approval) return `审图号：${base.approval}`
  return base.ground === 'outline' ? '区划示意，仅供演示' : ''
}

function navigate(
  { id, name, address }: { id: string; name: string; address: string },
  all: MapPoint[],
): void {
  const found = all.find((one) => one.id === id)
  if (!found) return
  const at = { latitude: found.latitude.toFixed(6), longitude: found.longitude.toFixed(6) }
  bridge
    .openMap({ ...at, name, address })
    .catch((failure) => toast(failureWords(failure) ?? '没有打开地图'))
}

type Day = ReturnType<typeof useDay>
type Shown = ReturnType<typeof useViewport>

interface HeadProps {
  main: MapPoint | undefined
  seen: Shown['seen']
  onDay: boolean
  count: number
  toDay: () => void
  toNear: () => void
}

function ListHead({ main, seen, onDay, count, toDay, toNear }: HeadProps) {
  const near = main ? main.name : '离得最近的'
  return (
    <View className='row row-tight map-head'>
      <View className='grow'>
        <View className='t-head one-line'>{onDay ? `今天的路线 ${count} 家` : near}</View>
        {onDay || !seen || seen.too_wide ? null : (
          <View className='t-note'>这一片 {countInWords(seen.count, !seen.clusters.length)}</View>
        )}
      </View>
      {onDay ? (
        <Button look='text' icon='pin' text='附近' onTap={toNear} testId='to-near' />
      ) : (
        <Button look='text' icon='list' text='今天的路线' onTap={toDay} testId='to-route' />
      )}
    </View>
  )
}

function FirstLeg({ stop, all }: { stop: Stop | undefined; all: MapPoint[] }) {
  if (!stop) return null
  return (
    <View className='map-foot'>
      <Button
        look='main'
        icon='go'
        text={`按顺序导航，先去${shortName(stop.point.name)}`}
        onTap={() => navigate(tappedStop(stop), all)}
        testId='navigate-first'
      />
    </View>
  )
}

interface OverProps {
  base: MapBase | undefined
  tooWide: boolean
  onLocate: () => void
}

/** What lies over the map: where am I, what is missing, whose map it is. */
function Over({ base, tooWide, onLocate }: OverProps) {
  return (
    <>
      <Tap className='icon-btn map-aim' label='我的位置' onTap={onLocate} testId='locate'>
        <Icon name='aim' size='l' />
      </Tap>
      {tooWide ? (
        <View className='map-note' role='status'>
          范围太大，放大一些再按这些条件看
        </View>
      ) : null}
      <View className='map-approval'>{approvalWords(base)}</View>
    </>
  )
}

/** Near or on the way: one of the two lists, and what of it is drawn. */
function useMode(own: Point | null, locate: () => Promise<void>, first: boolean) {
  const day = useDay(own)
  const [onDay, showDay] = useState(first)
  const stops = useMemo(() => day.stops.map(({ point }) => point), [day.stops])
  const toNear = () => showDay(false)
  const toDay = () => {
    showDay(true)
    if (!own) void locate()
  }
  return { day, onDay, stops, toNear, toDay }
}

/** Which subject a tap was about, wherever it was shown. */
function tappedOf(id: string, day: Day | null, found: MapSubject[]): Tapped | null {
  const stop = day?.stops.find(({ point }) => point.id === id)
  const one = found.find((each) => each.id === id)
  if (stop) return tappedStop(stop)
  return one ? tappedSubject(one) : null
}

function useMain(): { main: MapPoint | undefined; wanted: boolean } {
  const { task: taskId, subject: subjectId } = useRouter().params
  const task = useRead(useMemo(() => (taskId ? api.task(taskId) : null), [taskId])).value
  const reading = useRead(useMemo(() => (subjectId ? api.subject(subjectId) : null), [subjectId]))
  const main = usePlaced(task?.subject ?? reading.value)
  return { main, wanted: Boolean(taskId || subjectId) }
}

interface SheetsProps {
  open: 'filters' | Tapped | null
  base: MapBase | undefined
  filters: Filters
  onFilters: (filters: Filters) => void
  onNavigate: (place: Tapped) => void
  onLeave: (task: string) => void
  onClose: () => void
}

function Sheets({ open, base, filters, onFilters, onNavigate, onLeave, onClose }: SheetsProps) {
  if (!open) return null
  if (open === 'filters') {
    return <FilterSheet base={base} filters={filters} onChange={onFilters} onClose={onClose} />
  }
  const goThere = () => onNavigate(open)
  return <PlaceSheet place={open} onNavigate={goThere} onLeave={onLeave} onClose={onClose} />
}

/** What the page knows and what can be done with it; the page itself only lays it out. */
function useMapPage() {
  const { main, wanted } = useMain()
  const [own, locate] = useOwnPlace()
  const [filters, setFilters] = useState(NO_FILTERS)
  const [sheet, openSheet] = useState<'filters' | Tapped | null>(null)
  const view = useViewport(filters)
  const mode = useMode(own, locate, useRouter().params.mode === 'day')
  const nearest = useNearest(mode.onDay ? null : (own ?? main ?? view.middle), filters)
  const near = nearest.value?.items ?? []
  const open = (id: string) => {
    const known = (view.seen?.points ?? []).concat(near)
    const found = tappedOf(id, mode.onDay ? mode.day : null, known)
    if (found) openSheet(found)
  }
  const places = mode.stops.concat(view.points, near.map(pointOf))
  const drawn = mode.onDay
    ? { points: mode.stops, clusters: NO_CLUSTERS, way: mode.day.way }
    : { points: view.points, clusters: view.clusters, way: NO_WAY }
  const aim = () => void locate()
  return {
    main,
    wanted,
    own,
    aim,
    filters,
    setFilters,
    sheet,
    openSheet,
    view,
    mode,
    nearest,
    open,
    places,
    drawn,
  }
}

/** 地图: the subject among its neighbours; without a task, the part of town one looks at. */
export default function MapPage() {
  const { online } = useOutbox()
  const base = useRead(useMemo(() => api.mapBase(), [])).value
  const { main, wanted, own, aim, filters, setFilters, sheet, openSheet, ...map } = useMapPage()
  const { day, onDay, stops, toNear, toDay } = map.mode
  const { seen, move } = map.view
  const clear = countOf(filters) ? () => setFilters(NO_FILTERS) : undefined
  const foot = wanted ? null : <TabBar page='map' />
  const sheets = (
    <Sheets
      open={sheet}
      base={base}
      filters={filters}
      onFilters={setFilters}
      onNavigate={(place) => navigate(place, map.places)}
      onLeave={day.leave}
      onClose={() => openSheet(null)}
    />
  )
  const centre = own ?? main ?? SHAOXING
  const ground = base ?? null
  const { open } = map
  return (
    <Frame wide root={!wanted} title='检查地图' testId='map-page' foot={foot} sheet={sheets}>
      <View className='map-place'>
        {wanted && !main ? (
          <View className='map-ground' />
        ) : (
          <SubjectMap
            {...{ ...map.drawn, centre, main, own, ground }}
            tile={api.mapTile}
            onMove={move}
            onOpen={open}
          />
        )}
        {onDay ? null : (
          <Chips filters={filters} onChange={setFilters} onOpen={() => openSheet('filters')} />
        )}
        <Over base={base} tooWide={Boolean(seen?.too_wide) && !onDay} onLocate={aim} />
      </View>
      <View className='map-sheet' data-testid='map-list'>
        <ListHead {...{ main, seen, onDay, toDay, toNear }} count={stops.length} />
        <View className='map-list'>
          {onDay ? (
            <DayList day={day} located={!!own} onLocate={aim} onNear={toNear} onOpen={open} />
          ) : (
            <NearList
              {...{ online, main: main?.id, reading: map.nearest }}
              onClear={clear}
              onDay={toDay}
              onOpen={open}
            />
          )}
        </View>
        {onDay ? <FirstLeg stop={day.stops[0]} all={stops} /> : null}
      </View>
    </Frame>
  )
}
