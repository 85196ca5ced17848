import { View } from '@tarojs/components'
import { useDidShow, useRouter } from '@tarojs/taro'
import { useMemo, useState } from 'react'
import { api } from '@/store'
import { Button } from '../../ui/Button'
import { Note } from '../../ui/Status'
import { Skeleton } from '../../ui/States'
import { toast } from '../../ui/Toast'
import { momentInWords } from '../../ui/words'
import { Frame } from '../Frame'
import { go } from '../go'
import type { Command, Order } from '../shapes'
import { Trouble } from '../Trouble'
import { send, useOutbox, useRead } from '../use'
import { Head, History, Items, Reports } from './Parts'
import { RecheckSheet } from './RecheckSheet'
import { ReportSheet } from './ReportSheet'

type Opened = 'report' | 'recheck' | null

/** What this phone has not sent yet about the order. */
function useUnsent(id: string) {
  const { items } = useOutbox()
  const payloads = items
    .filter(({ state }) => state !== 'refused')
    .map(({ command }) => command)
    .filter((one) => (one.payload as { order_id?: string }).order_id === id)
  return {
    reports: payloads
      .filter(({ kind }) => kind === 'rectification.report')
      .map((one) => (one as Command<'rectification.report'>).payload),
    recheck: payloads.some(({ kind }) => kind === 'rectification.recheck'),
  }
}

interface FootProps {
  order: Order
  starting: boolean
  open: (what: Opened) => void
}

function Foot({ order, starting, open }: FootProps) {
  const running = order.rechecks.find(({ outcome }) => !outcome)
  const report = order.may_report ? (
    <Button
      look='square'
      icon='camera'
      text='记报告'
      onTap={() => open('report')}
      testId='report'
    />
  ) : null
  if (order.state === 'recheck' && running) {
    return (
      <View className='acts'>
        {report}
        <Button
          look='main'
          icon='play'
          text='去复查'
          onTap={() => go('task', { id: running.task_id })}
          testId='go-recheck'
        />
      </View>
    )
  }
  if (!order.may_recheck) return report ? <View className='acts'>{report}</View> : null
  return (
    <View className='acts'>
      {report}
      <Button
        look='main'
        icon='hist'
        text={starting ? '复查等发送' : '安排复查'}
        waiting={starting}
        onTap={() => (starting ? undefined : open('recheck'))}
        testId='start-recheck'
      />
    </View>
  )
}

function Loaded({ order, storedAt }: { order: Order; storedAt: string | null }) {
  const [opened, open] = useState<Opened>(null)
  const unsent = useUnsent(order.id)
  const start = async () => {
    open(null)
    await send('rectification.recheck', { order_id: order.id })
    toast('复查记在手机里了，发出后检查组收到任务')
  }
  const close = () => open(null)
  const sheet =
    opened === 'report' ? (
      <ReportSheet order={order} onClose={close} />
    ) : opened === 'recheck' ? (
      <RecheckSheet order={order} onClose={close} onStart={start} />
    ) : null
  return (
    <Frame
      title='责令改正'
      testId='order'
      sheet={sheet}
      foot={<Foot order={order} starting={unsent.recheck} open={open} />}
    >
      {storedAt ? (
        <View className='t-note2 mb-2'>下面是{momentInWords(storedAt)}存下的内容</View>
      ) : null}
      {order.state === 'partial' || order.state === 'uncorrected' ? (
        <Note tone='warn' icon='tri'>
          复查没有改到位。可以再安排复查；延期、转立案由科室决定。
        </Note>
      ) : null}
      <Head order={order} />
      <Items order={order} />
      <Reports order={order} unsent={unsent.reports} />
      <History order={order} />
    </Frame>
  )
}

/** One order to correct: what, until when, what was reported, what the recheck found. */
export default function OrderPage() {
  const { id = '' } = useRouter().params
  const { value, storedAt, problem, refresh } = useRead(
    useMemo(() => (id ? api.order(id) : null), [id]),
  )
  useDidShow(refresh)
  if (value) return <Loaded order={value} storedAt={storedAt} />
  return (
    <Frame title='责令改正'>
      {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='责令改正' />}
    </Frame>
  )
}
