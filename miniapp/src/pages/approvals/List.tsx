import { Text, View } from '@tarojs/components'
import { useDidShow } from '@tarojs/taro'
import { useMemo, useState, type ReactNode } from 'react'
import { api } from '@/store'
import { Button } from '../../ui/Button'
import { Skeleton, StateCard } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { momentInWords } from '../../ui/words'
import { Frame } from '../Frame'
import { go } from '../go'
import type { Approvals } from '../shapes'
import { Trouble } from '../Trouble'
import { useRead, type Reading } from '../use'
import { useMore } from '../useMore'
import { ApprovalRow } from './ApprovalCard'

type Which = 'pending' | 'settled' | 'mine'

const WORDS: Record<Which, string> = { pending: '待审批', settled: '批过的', mine: '我提的' }
const EMPTY: Record<Which, string> = {
  pending: '执法人员报批、科室送审的计划会出现在这里，也会发工作通知。',
  settled: '批准、退回和不批准的都会列在这里。',
  mine: '在主体全景里点“开始检查”，要批准的会从那里报。',
}

const ASKED: Record<Which, Record<string, string>> = {
  pending: { state: 'pending' },
  settled: {},
  mine: { mine: 'true' },
}

function Body({ which, reading }: { which: Which; reading: Reading<Approvals> }) {
  const { rows, next, load } = useMore(reading, (before) =>
    api.moreApprovals(ASKED[which], before),
  )
  const items = which === 'settled' ? rows.filter(({ state }) => state !== 'pending') : rows
  if (!items.length && !next) {
    return (
      <StateCard icon='okc' tone='c-done' title={`没有${WORDS[which]}的`} testId='empty'>
        {EMPTY[which]}
      </StateCard>
    )
  }
  return (
    <View>
      {items.length ? (
        <View className='card rows'>
          {items.map((one) => (
            <ApprovalRow key={one.id} one={one} onTap={() => go('approvals', { id: one.id })} />
          ))}
        </View>
      ) : null}
      {next ? (
        <View className='acts'>
          <Button tall className='grow' text='再看' onTap={load} testId='more' />
        </View>
      ) : null}
    </View>
  )
}

interface Props {
  /** First page of who only approves: with the tab bar and no way back. */
  root?: boolean
  top?: ReactNode
  foot?: ReactNode
  mineOnly?: boolean
}

export function List({ root, top, foot, mineOnly }: Props) {
  const [chosen, choose] = useState<Which>(mineOnly ? 'mine' : 'pending')
  const reading = useRead<Approvals>(useMemo(() => api.approvals(ASKED[chosen]), [chosen]))
  const { value, problem, storedAt, refresh } = reading
  useDidShow(refresh)
  const decides = value?.decides ?? !mineOnly
  const offered: Which[] = decides ? ['pending', 'settled', 'mine'] : ['mine']
  return (
    <Frame root={root} title={root ? '掌上执法' : '审批'} top={top} foot={foot} testId='approvals'>
      {offered.length > 1 ? (
        <View className='strip' role='tablist'>
          {offered.map((one) => (
            <Tap
              key={one}
              role='tab'
              chosen={one === chosen}
              className={`choice ${one === chosen ? 'choice-on' : ''}`}
              onTap={() => choose(one)}
              label={WORDS[one]}
              testId={`approvals-${one}`}
            >
              <Text>{WORDS[one]}</Text>
              {one === 'pending' && chosen !== 'mine' && value?.counts.pending ? (
                <Text className='strip-count'>{value.counts.pending}</Text>
              ) : null}
            </Tap>
          ))}
        </View>
      ) : null}
      {storedAt ? (
        <View className='t-note2 mb-2'>下面是{momentInWords(storedAt)}存下的</View>
      ) : null}
      {value ? (
        <Body key={chosen} which={chosen} reading={reading} />
      ) : problem ? (
        <Trouble problem={problem} onRetry={refresh} />
      ) : (
        <Skeleton what='审批' />
      )}
    </Frame>
  )
}
