import { Text, View } from '@tarojs/components'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { distanceInWords } from '../../ui/map/coordinates'
import type { MapPoint } from '../../ui/map/SubjectMap'
import { Skeleton, StateCard } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { monthDay } from '../../ui/words'
import type { MapSubject } from '../shapes'
import { Trouble } from '../Trouble'
import type { Reading } from '../use'
import { pointOf, type useDay } from './useMap'

interface LineProps {
  point: MapPoint
  note: string
  away: number | undefined
  onOpen: (id: string) => void
}

function Line({ point, note, away, onOpen }: LineProps) {
  const { id, name, tone, icon, words, number } = point
  return (
    <Tap
      className='row rule'
      onTap={() => onOpen(id)}
      testId={number ? 'route-row' : 'map-row'}
      label={`${number ? `第 ${number} 家，` : ''}${name}，${words}`}
    >
      {number ? <View className={`map-number chip-${tone}`}>{number}</View> : null}
      <View className='grow'>
        <View className='t-body2 strong one-line'>{name}</View>
        <View className={`t-note c-${tone} one-line`}>
          <Icon name={icon} size='s' /> {words}
          {note ? `·${note}` : ''}
        </View>
      </View>
      {away === undefined ? null : (
        <Text className='t-body2 c-2 ml-2'>{distanceInWords(away)}</Text>
      )}
      <Icon name='right' size='s' className='row-chevron' />
    </Tap>
  )
}

const classes = ({ credit, risk }: MapSubject) =>
  [credit && `信用 ${credit}`, risk && `风险 ${risk}`].filter(Boolean).join(' ')

interface NearProps {
  reading: Reading<{ items: MapSubject[]; too_wide: boolean }>
  online: boolean
  main: string | undefined
  /** Takes the filters away, where there are any. */
  onClear: (() => void) | undefined
  onDay: () => void
  onOpen: (id: string) => void
}

/** Nearest first. */
export function NearList({ reading, online, main, onClear, onDay, onOpen }: NearProps) {
  const { value, problem, refresh } = reading
  if (!value && !online) {
    const acts = (
      <Button look='soft' icon='list' text='看今天的路线' onTap={onDay} testId='offline-route' />
    )
    return (
      <View className='pad'>
        <StateCard icon='off' tone='c-warn' title='没有网络，周围的看不到' acts={acts}>
          手里的任务存在手机上，路线和导航照常能用。
        </StateCard>
      </View>
    )
  }
  if (!value) {
    return (
      <View className='pad'>
        {problem ? (
          <Trouble problem={problem} onRetry={refresh} />
        ) : (
          <Skeleton what='周围的主体' rows={2} />
        )}
      </View>
    )
  }
  const others = value.items.filter(({ id }) => id !== main)
  if (!others.length) {
    const acts = onClear ? (
      <Button look='soft' icon='undo' text='去掉筛选条件' onTap={onClear} />
    ) : null
    return (
      <View className='pad'>
        <StateCard icon='pin' title='附近没有找到' acts={acts} testId='empty'>
          {onClear ? '放宽条件，或把地图移到别处。' : '把地图移到有店的地方，就会列在这里。'}
        </StateCard>
      </View>
    )
  }
  return (
    <View className='rows'>
      {others.map((one) => (
        <Line
          key={one.id}
          point={pointOf(one)}
          note={classes(one)}
          away={one.distance}
          onOpen={onOpen}
        />
      ))}
      {value.too_wide ? (
        <View className='t-note pad'>再远的没有列，移动地图可以接着找。</View>
      ) : null}
    </View>
  )
}

interface DayProps {
  day: ReturnType<typeof useDay>
  located: boolean
  onLocate: () => void
  onNear: () => void
  onOpen: (id: string) => void
}

/** 今天的路线: numbered, with the way from each to the next. */
export function DayList({ day, located, onLocate, onNear, onOpen }: DayProps) {
  const { stops, loading, left, takeBack } = day
  if (loading) {
    return (
      <View className='pad'>
        <Skeleton what='任务' rows={2} />
      </View>
    )
  }
  const back = left ? (
    <Button
      look='text'
      icon='undo'
      text={`${left} 家今天不去，放回路线`}
      onTap={takeBack}
      testId='take-back'
    />
  ) : null
  if (!stops.length) {
    return (
      <View className='pad'>
        <StateCard
          icon='inbox'
          tone='c-active'
          title='今天没有要去的'
          testId='empty'
          acts={back ?? <Button look='soft' icon='pin' text='看附近的' onTap={onNear} />}
        >
          接收了任务，这里就会排出先去哪家、再去哪家。
        </StateCard>
      </View>
    )
  }
  return (
    <View className='rows'>
      {located ? null : (
        <Tap
          className='row row-tight'
          onTap={onLocate}
          label='用我的位置重排'
          testId='route-locate'
        >
          <Icon name='aim' className='c-warn' />
          <View className='grow t-note'>不知道您在哪，先从期限最近的一家排起</View>
          <Text className='t-body2 c-primary'>定位重排</Text>
        </Tap>
      )}
      {stops.map((stop, index) => (
        <Line
          key={stop.task}
          point={stop.point}
          note={`${monthDay(stop.deadline)}${stop.late ? '到期' : '前'}`}
          away={located || index ? stop.leg : undefined}
          onOpen={onOpen}
        />
      ))}
      <View className='t-note pad'>路程按直线算，实际以导航为准。{back}</View>
    </View>
  )
}
