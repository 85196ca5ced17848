import { Text, View } from '@tarojs/components'
import { useDidShow, useRouter } from '@tarojs/taro'
import { useMemo, useState } from 'react'
import { api } from '@/store'
import { Button } from '../../ui/Button'
import { Segment } from '../../ui/Choose'
import { Chip } from '../../ui/Status'
import { Skeleton, StateCard } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { momentInWords } from '../../ui/words'
import { Frame } from '../Frame'
import { go } from '../go'
import type { HandoverRow, Handovers, Side } from '../shapes'
import { Trouble } from '../Trouble'
import { useRead, type Reading } from '../use'
import { useMore } from '../useMore'
import { TONES } from './tones'

function Line({ row, side }: { row: HandoverRow; side: Side }) {
  const more = row.count > 1 ? ` 等 ${row.count} 件` : ''
  return (
    <Tap
      className='task-line'
      onTap={() => go('handover', { id: row.id })}
      testId='handover-row'
      role='link'
      label={`${row.subject}，${row.state_in_words}`}
    >
      <View className='fx-top'>
        <View className='task-name grow'>
          {row.subject}
          {more}
        </View>
        <View className='ml-2'>
          <Chip
            tone={row.late ? 'late' : TONES[row.state]}
            text={row.late ? `超期·${row.state_in_words}` : row.state_in_words}
          />
        </View>
      </View>
      <View className='t-note2'>
        {row.way_in_words}·{side === 'in' ? `${row.sender} ${row.sent_by}` : `给${row.receiver}`}
      </View>
      <View className='fx t-note mt-1'>
        <Text className='grow one-line'>{row.reason}</Text>
        {row.due ? (
          <Text className='ml-2 task-due'>
            {row.due}前{row.waits_for}
          </Text>
        ) : null}
      </View>
    </Tap>
  )
}

const EMPTY: Record<Side, { title: string; note: string }> = {
  in: { title: '没有收到移交', note: '别人移交给您或本单位的会出现在这里，等您签收或退回。' },
  out: { title: '还没有移交过', note: '在工作台或查主体里点“选择”，勾好再点移交。' },
}

function Rows({ reading, side }: { reading: Reading<Handovers>; side: Side }) {
  const { rows, next, load } = useMore(reading, (before) => api.moreHandovers(side, before))
  return (
    <View>
      <View className='card rows'>
        {rows.map((row) => (
          <Line key={row.id} row={row} side={side} />
        ))}
      </View>
      {next ? <Button look='text' text='看更早的' onTap={load} testId='more' /> : null}
    </View>
  )
}

/** 移交: what came in, what went out. */
export default function HandoversPage() {
  const { side: given } = useRouter().params
  const [side, choose] = useState<Side>(given === 'out' ? 'out' : 'in')
  const reading = useRead(useMemo(() => api.handovers(side), [side]))
  const { value, problem, storedAt, refresh } = reading
  useDidShow(refresh)
  const counted = (one: Side, text: string) =>
    value?.counts[one] ? `${text} ${value.counts[one]}` : text
  return (
    <Frame title='移交' testId='handovers'>
      <Segment
        label='方向'
        className='segment-white mb-2'
        value={side}
        onChange={choose}
        options={[
          { value: 'in', text: counted('in', '收到的'), testId: 'side-in' },
          { value: 'out', text: counted('out', '发出的'), testId: 'side-out' },
        ]}
      />
      {storedAt ? (
        <View className='t-note2 mb-2'>下面是{momentInWords(storedAt)}存下的</View>
      ) : null}
      {value ? (
        value.items.length ? (
          <Rows reading={reading} side={side} />
        ) : (
          <StateCard icon='swap' tone='c-active' title={EMPTY[side].title} testId='empty'>
            {EMPTY[side].note}
          </StateCard>
        )
      ) : problem ? (
        <Trouble problem={problem} onRetry={refresh} />
      ) : (
        <Skeleton what='移交' />
      )}
    </Frame>
  )
}
