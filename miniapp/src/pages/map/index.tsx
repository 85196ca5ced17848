import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { bridge } from '@/bridge'
import { api } from '@/store'
import { Icon } from '../../ui/Icon'
import { distance, distanceInWords, fromGcj02, type Point } from '../../ui/map/coordinates'
import { SubjectMap, type MapCluster, type MapPoint, type Viewport } from '../../ui/map/SubjectMap'
import { StateCard } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { toast } from '../../ui/Toast'
import { Frame } from '../Frame'
import { go } from '../go'
import type { MapView, Subject } from '../shapes'
import { TabBar } from '../TabBar'
import { failureWords, useOutbox, useRead } from '../use'

/** Where the map opens when it is about nobody: the middle of Shaoxing, WGS-84. */
const SHAOXING: Point = { latitude: 30.0, longitude: 120.58 }
const SETTLE_MS = 250
const LISTED = 8

const place = ({ latitude, longitude }: { latitude: string; longitude: string }): Point => ({
  latitude: Number(latitude),
  longitude: Number(longitude),
})

function usePlaced(subject: Subject | undefined): MapPoint | undefined {
  return useMemo(() => {
    if (!subject?.latitude || !subject.longitude) return undefined
    const { id, name, latitude, longitude } = subject
    return { id, name, open: true, latitude: Number(latitude), longitude: Number(longitude) }
  }, [subject])
}

/** What lies in the part that is shown; what was seen last stays until the next arrives. */
function useViewport() {
  const [view, setView] = useState<Viewport | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>()
  const move = useCallback((next: Viewport) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setView(next), SETTLE_MS)
  }, [])
  useEffect(() => () => clearTimeout(timer.current), [])
  const { value, problem } = useRead(useMemo(() => (view ? api.viewport(view) : null), [view]))
  const last = useRef<MapView>()
  if (value) last.current = value
  const shown = value ?? last.current
  const points = useMemo<MapPoint[]>(
    () => (shown?.points ?? []).map((one) => ({ ...one, ...place(one), open: one.open_task })),
    [shown],
  )
  const clusters = useMemo<MapCluster[]>(
    () => (shown?.clusters ?? []).map((one) => ({ ...place(one), count: one.count })),
    [shown],
  )
  return { move, points, clusters, problem }
}

interface NearProps {
  main: MapPoint | undefined
  centre: Point
  points: MapPoint[]
  clusters: MapCluster[]
  onOpen: (id: string) => void
}

function Near({ main, centre, points, clusters, onOpen }: NearProps) {
  const from = main ?? centre
  const sorted = points
    .filter(({ id }) => id !== main?.id)
    .map((point) => ({ point, away: distance(from, point) }))
    .sort((a, b) => a.away - b.away)
  const more = clusters.reduce((sum, { count }) => sum + count, 0)
  return (
    <View className='map-sheet' data-testid='map-list'>
      <View className='sheet-grab' aria-hidden />
      <View className='row row-tight'>
        <View className='grow t-head'>{main ? main.name : '这一片的监管对象'}</View>
        <Text className='t-note'>
          {sorted.length} 家{more ? `，另有 ${more} 家放大看` : ''}
        </Text>
      </View>
      <View className='rows'>
        {sorted.slice(0, LISTED).map(({ point, away }) => (
          <Tap
            className='row rule'
            key={point.id}
            onTap={() => onOpen(point.id)}
            testId='map-row'
            label={point.name}
          >
            <Icon name='shop' size='l' className={point.open ? 'c-active' : 'c-3'} />
            <View className='grow'>
              <View className='t-body2 strong one-line'>{point.name}</View>
              {point.open ? <View className='t-note c-active'>有未完成的任务</View> : null}
            </View>
            <Text className='t-body2 c-2 ml-2'>{distanceInWords(away)}</Text>
            <Icon name='right' size='s' className='row-chevron' />
          </Tap>
        ))}
      </View>
    </View>
  )
}

/** 地图: the subject among its neighbours; without a task, the part of town one looks at. */
export default function MapPage() {
  const { task: taskId, subject: subjectId } = useRouter().params
  const { online } = useOutbox()
  const task = useRead(useMemo(() => (taskId ? api.task(taskId) : null), [taskId])).value
  const found = useRead(
    useMemo(() => (subjectId ? api.subject(subjectId) : null), [subjectId]),
  ).value
  const main = usePlaced(task?.subject ?? found)
  const [own, setOwn] = useState<Point | null>(null)
  const { move, points, clusters } = useViewport()
  const wanted = taskId || subjectId
  const centre = own ?? main ?? SHAOXING
  const locate = async () => {
    try {
      const position = await bridge.location()
      const here = place(position)
      setOwn(position.crs === 'GCJ02' ? fromGcj02(here) : here)
    } catch (failure) {
      toast(failureWords(failure) ?? '没有拿到位置', { icon: 'pin' })
    }
  }
  const open = (id: string) => (id === main?.id ? undefined : go('subject', { id }))
  return (
    <Frame
      wide
      root={!wanted}
      title='检查地图'
      testId='map-page'
      foot={wanted ? null : <TabBar page='map' />}
    >
      {online ? null : (
        <View className='pad'>
          <StateCard icon='off' tone='c-warn' title='没有网络，周围的看不到'>
            位置和导航照常能用。
          </StateCard>
        </View>
      )}
      {wanted && !main ? (
        <View className='map-ground' />
      ) : (
        <SubjectMap
          centre={centre}
          main={main}
          points={points}
          clusters={clusters}
          onMove={move}
          onOpen={open}
        />
      )}
      <Tap className='icon-btn map-aim' label='我的位置' onTap={locate} testId='locate'>
        <Icon name='aim' size='l' />
      </Tap>
      <Near main={main} centre={centre} points={points} clusters={clusters} onOpen={open} />
    </Frame>
  )
}
