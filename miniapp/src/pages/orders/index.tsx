import { Text, View } from '@tarojs/components'
import { useDidShow, useRouter } from '@tarojs/taro'
import { useMemo, useState } from 'react'
import { api } from '@/store'
import { Button } from '../../ui/Button'
import { Skeleton, StateCard } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { momentInWords } from '../../ui/words'
import { Frame } from '../Frame'
import { go } from '../go'
import { OrderChip, dueWords } from '../order/words'
import type { OrderRow, Orders, OrderTab } from '../shapes'
import { Trouble } from '../Trouble'
import { useRead, type Reading } from '../use'
import { useMore } from '../useMore'

const TABS: { tab: OrderTab; text: string; empty: string }[] = [
  { tab: 'late', text: '逾期', empty: '没有过了期限还没报告的，很好。' },
  { tab: 'open', text: '整改中', empty: '责令改正通知书签好以后会出现在这里。' },
  { tab: 'reported', text: '已报告', empty: '当事人扫码交了整改报告，会出现在这里。' },
  { tab: 'recheck', text: '待复查', empty: '安排了复查、还没查完的会出现在这里。' },
  { tab: 'undecided', text: '没改到位', empty: '复查没有改到位、等科室决定的会出现在这里。' },
  { tab: 'settled', text: '已办结', empty: '合格销号、再责令、转立案的会出现在这里。' },
]

type Counts = Orders['counts']

function Tabs({
  tab,
  counts,
  choose,
}: {
  tab: OrderTab
  counts?: Counts
  choose: (tab: OrderTab) => void
}) {
  return (
    <View className='strip' role='tablist'>
      {TABS.map((one) => (
        <Tap
          key={one.tab}
          role='tab'
          chosen={one.tab === tab}
          className={`choice ${one.tab === tab ? 'choice-on' : ''}`}
          onTap={() => choose(one.tab)}
          testId={`tab-${one.tab}`}
          label={one.text}
        >
          <Text>{one.text}</Text>
          {counts && counts[one.tab] ? (
            <Text className='strip-count'>{counts[one.tab]}</Text>
          ) : null}
        </Tap>
      ))}
    </View>
  )
}

function Line({ order }: { order: OrderRow }) {
  return (
    <Tap
      className='task-line'
      onTap={() => go('order', { id: order.id })}
      testId='order-row'
      role='link'
      label={`${order.subject.name}，${order.late ? '逾期' : order.state_in_words}`}
    >
      <View className='fx-top'>
        <View className='task-name grow'>{order.subject.name}</View>
        <View className='ml-2'>
          <OrderChip order={order} />
        </View>
      </View>
      <View className='t-note2 one-line'>{order.facts}</View>
      <View className='fx t-note mt-1'>
        <Text className='grow one-line'>
          {order.number}
          {order.item_count > 1 ? `，${order.item_count} 项` : ''}
        </Text>
        <Text className='ml-2 task-due'>{dueWords(order)}</Text>
      </View>
    </Tap>
  )
}

interface ListProps {
  reading: Reading<Orders>
  tab: OrderTab
  choose: (tab: OrderTab) => void
}

function Empty({ tab, counts, choose }: { tab: OrderTab; counts: Counts } & Pick<ListProps, 'choose'>) {
  const here = TABS.find((one) => one.tab === tab)
  const other = TABS.find((one) => counts[one.tab] > 0)
  return (
    <StateCard
      icon='okc'
      tone='c-active'
      title={`没有${here?.text}的`}
      testId='empty'
      acts={
        other ? (
          <Button
            look='soft'
            text={`看${other.text} ${counts[other.tab]} 份`}
            onTap={() => choose(other.tab)}
          />
        ) : null
      }
    >
      {here?.empty}
    </StateCard>
  )
}

function List({ reading, tab, choose }: ListProps) {
  const { value, problem, refresh, storedAt } = reading
  const { rows, next, load } = useMore(reading, (before) => api.moreOrders(tab, before))
  if (!value) {
    if (problem) return <Trouble problem={problem} onRetry={refresh} />
    return <Skeleton what='整改' />
  }
  return (
    <View>
      {storedAt ? (
        <View className='t-note2 mb-2'>下面是{momentInWords(storedAt)}存下的内容</View>
      ) : null}
      {rows.length ? (
        <View className='card rows'>
          {rows.map((order) => (
            <Line key={order.id} order={order} />
          ))}
        </View>
      ) : (
        <Empty tab={tab} counts={value.counts} choose={choose} />
      )}
      {next ? (
        <View className='acts'>
          <Button tall className='grow' text='再看' onTap={load} testId='more' />
        </View>
      ) : null}
    </View>
  )
}

function firstTab(counts: Counts | undefined): OrderTab {
  return TABS.find(({ tab }) => counts && counts[tab] > 0)?.tab ?? 'open'
}

/** 整改跟踪: what the own teams ordered, the most pressing first. */
export default function OrdersPage() {
  const asked = useRouter().params.tab as OrderTab | undefined
  const [chosen, choose] = useState<OrderTab | null>(asked ?? null)
  const all = useRead(useMemo(() => api.orders(), []))
  const tab = chosen ?? firstTab(all.value?.counts)
  const reading = useRead(useMemo(() => api.orders(tab), [tab]))
  useDidShow(() => {
    all.refresh()
    reading.refresh()
  })
  return (
    <Frame title='整改跟踪' testId='orders'>
      <Tabs tab={tab} counts={reading.value?.counts ?? all.value?.counts} choose={choose} />
      <List key={tab} reading={reading} tab={tab} choose={choose} />
    </Frame>
  )
}
