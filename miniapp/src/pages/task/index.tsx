import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Skeleton } from '../../ui/States'
import { toast } from '../../ui/Toast'
import { momentInWords } from '../../ui/words'
import { Frame } from '../Frame'
import { go, goHome } from '../go'
import { openStep, useStep } from '../resume'
import type { Task } from '../shapes'
import { Trouble } from '../Trouble'
import { send, useMe, useTask } from '../use'
import { DeclineSheet } from './DeclineSheet'
import { Facts } from './Facts'
import { Gates } from './Gates'
import { Recheck } from './Recheck'

type Opened = 'decline' | null

function useAnswering(task: Task) {
  const [busy, setBusy] = useState(false)
  const answer = async (act: () => Promise<unknown>, words: string, after?: () => void) => {
    if (busy) return
    setBusy(true)
    try {
      await act()
      toast(words)
      if (after) after()
    } finally {
      setBusy(false)
    }
  }
  const accept = () =>
    answer(() => send('task.accept', { task_id: task.id }), '已接收，记在手机里了')
  const decline = (reason: string) =>
    answer(() => send('task.decline', { task_id: task.id, reason }), '已退回，理由一并发出', goHome)
  return { accept, decline }
}

interface FootProps {
  task: Task
  onAccept: () => void
  onDecline: () => void
}

function Foot({ task, onAccept, onDecline }: FootProps) {
  const at = useStep(task)
  const me = useMe()
  if (!at || ['declined', 'withdrawn'].indexOf(task.state) >= 0) return null
  if (at.step === 'accept') {
    return (
      <View className='acts'>
        <Button look='square' icon='undo' text='退回' onTap={onDecline} testId='decline' />
        <Button look='main' icon='check' text='接收任务' onTap={onAccept} testId='accept' />
      </View>
    )
  }
  const mine = task.team.find(({ officer_id: officer }) => officer === me?.officer_id)
  const seen = mine && at.inspection?.presence[mine.officer_id]?.state === 'confirmed'
  if (mine && !mine.lead && !seen) {
    return (
      <View className='acts'>
        <Button
          look='square'
          icon={at.inspection ? 'eye' : 'pen'}
          text={at.inspection ? '看进度' : '我来记'}
          onTap={() => openStep(at.step, task.id)}
          testId='start-as-second'
        />
        <Button
          look='main'
          icon='key'
          text='到店了，确认到场'
          onTap={() => go('presence', { task: task.id })}
          testId='confirm-presence'
        />
      </View>
    )
  }
  const begun = at.inspection !== null
  const words = begun ? `继续：${at.words}` : '到店了，开始检查'
  return (
    <View className='acts'>
      <Button
        look='main'
        icon={begun ? 'play' : 'pin'}
        text={at.step === 'print' ? '看结果、打印' : words}
        onTap={() => openStep(at.step, task.id)}
        testId='arrive'
      />
    </View>
  )
}

function Loaded({ task, storedAt }: { task: Task; storedAt: string | null }) {
  const [opened, open] = useState<Opened>(null)
  const { accept, decline } = useAnswering(task)
  const sheet =
    opened === 'decline' ? (
      <DeclineSheet
        onClose={() => open(null)}
        onDecline={decline}
      />
    ) : null
  return (
    <Frame
      title='任务详情'
      testId='task'
      sheet={sheet}
      foot={<Foot task={task} onAccept={accept} onDecline={() => open('decline')} />}
    >
      {storedAt ? (
        <View className='t-note2 mb-2'>
          <Text>下面是{momentInWords(storedAt)}存下的内容</Text>
        </View>
      ) : null}
      {task.recheck ? <Recheck recheck={task.recheck} /> : null}
      <Facts task={task} />
      <Gates task={task} storedAt={storedAt} />
    </Frame>
  )
}

/** 任务详情: whom, what, until when, with whom; accept or decline; then to the site. */
export default function TaskPage() {
  const { id = '' } = useRouter().params
  const { value, storedAt, problem, refresh } = useTask(id)
  if (value) return <Loaded task={value} storedAt={storedAt} />
  return (
    <Frame title='任务详情'>
      {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='任务' />}
    </Frame>
  )
}
