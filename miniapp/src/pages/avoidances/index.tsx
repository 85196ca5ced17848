import { Text, View } from '@tarojs/components'
import { useDidShow } from '@tarojs/taro'
import { useMemo } from 'react'
import { api } from '@/store'
import type { Tie } from '@/store/avoidances'
import { Button } from '../../ui/Button'
import { Row } from '../../ui/Row'
import { Chip } from '../../ui/Status'
import { Skeleton, StateCard } from '../../ui/States'
import { momentInWords } from '../../ui/words'
import { Frame } from '../Frame'
import { go } from '../go'
import { Trouble } from '../Trouble'
import { useRead } from '../use'
import { useTies } from './useTies'

function TieRow({ tie }: { tie: Tie }) {
  return (
    <Row
      className='rule-between'
      icon='shop'
      title={<Text className='strong'>{tie.subject.name}</Text>}
      note={
        <View>
          <View>{tie.reason}</View>
          <View>
            {momentInWords(tie.created_at)}
            {tie.own ? '本人' : tie.by_name}申报
          </View>
        </View>
      }
      onTap={() => go('subject', { id: tie.subject.id })}
      testId='tie'
    />
  )
}

/** Said on this phone and not at the server yet; the name stands where the subject was looked at. */
function WaitingRow({ subject, reason }: { subject: string; reason: string }) {
  const { value } = useRead(useMemo(() => api.panorama(subject), [subject]))
  return (
    <Row
      className='rule-between'
      icon='shop'
      title={<Text className='strong'>{value?.subject.name ?? '刚申报的一家'}</Text>}
      note={reason}
      right={<Chip tone='pending' icon='clock' text='待发送' />}
      testId='tie-waiting'
    />
  )
}

/** 我的回避: the own ties, and how to declare another. */
export default function AvoidancesPage() {
  const { value, problem, storedAt, refresh, waiting } = useTies()
  useDidShow(refresh)
  const items = value?.items ?? []
  const foot = (
    <View className='acts'>
      <Button
        look='main'
        icon='search'
        text='查到这一家，去申报'
        onTap={() => go('search')}
        testId='find-to-declare'
      />
    </View>
  )
  return (
    <Frame title='我的回避' testId='avoidances' foot={foot}>
      <View className='t-note2 mb-2'>
        本人或近亲属在那里任职、入股，有经济往来，或有其他可能影响公正执法的关系，应当回避。查到那一家，在它的页面上申报。
      </View>
      {storedAt ? (
        <View className='t-note2 mb-2'>下面是{momentInWords(storedAt)}存下的</View>
      ) : null}
      {items.length || waiting.length ? (
        <View className='card rows'>
          {waiting.map((one) => (
            <WaitingRow key={one.subject_id} subject={one.subject_id} reason={one.reason} />
          ))}
          {items.map((tie) => (
            <TieRow key={tie.id} tie={tie} />
          ))}
        </View>
      ) : value ? (
        <StateCard icon='okc' tone='c-done' title='没有申报过' testId='empty'>
          申报过的会列在这里，派任务时不会再选您去查。
        </StateCard>
      ) : problem ? (
        <Trouble problem={problem} onRetry={refresh} />
      ) : (
        <Skeleton what='回避申报' />
      )}
      {items.length ? (
        <View className='t-note2 center mt-2'>关系没有了，请名录库管理员解除。</View>
      ) : null}
    </Frame>
  )
}
