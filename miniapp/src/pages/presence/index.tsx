import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { code, secondsLeft } from '@/presence'
import { api, outbox } from '@/store'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Skeleton, StateCard } from '../../ui/States'
import { clockOf, inThrees } from '../../ui/words'
import { CodeEntry } from '../CodeEntry'
import { Frame } from '../Frame'
import { goOn } from '../go'
import { useOutcome } from '../outcome'
import type { Task } from '../shapes'
import { shortAddress } from '../tones'
import { Trouble } from '../Trouble'
import { orSaySo, send, useDraft, useInspection, useMe, useTask, useTick } from '../use'

function OwnCode({ task }: { task: Task }) {
  const moment = useTick()
  if (!task.presence) return null
  return (
    <View className='card row'>
      <View className='grow'>
        <View className='t-body2 strong'>我的到场数</View>
        <View className='t-note'>哪边没有网络，就把这个数读给{leadName(task)}</View>
      </View>
      <View className='right'>
        <View className='code-big' data-testid='own-code'>
          {inThrees(code(task.presence.secret, task.id, new Date(moment)))}
        </View>
        <View className='t-note c-warn'>还剩 {clockOf(Math.ceil(secondsLeft(moment)))}</View>
      </View>
    </View>
  )
}

const leadName = (task: Task) => task.team.find((one) => one.lead)?.name ?? '组长'

function Result({ task, id }: { task: Task; id: string | null }) {
  const outcome = useOutcome(id)
  const done = outcome.state === 'done'
  useEffect(() => {
    if (done)
      api
        .task(task.id)
        .refresh()
        .catch(() => undefined)
  }, [done, task.id])
  if (outcome.state === 'none') return null
  if (outcome.state === 'refused') {
    return (
      <StateCard icon='stop' tone='c-late' title='没有确认上' testId='presence-refused'>
        {outcome.problem?.title ?? `数字不对或已过时，请看${leadName(task)}手机上现在的数`}。
      </StateCard>
    )
  }
  if (done) {
    return (
      <StateCard icon='okc' tone='c-done' title='已确认您在场' testId='presence-confirmed'>
        服务器已核对，{leadName(task)}的手机上随后会显示。
      </StateCard>
    )
  }
  return (
    <StateCard icon='cloudup' tone='c-warn' title='已存手机，正等着发出' testId='presence-waiting'>
      有网会自动发。现在没网的话，也可以把下面“我的到场数”读给{leadName(task)}。
    </StateCard>
  )
}

function Place({ task }: { task: Task }) {
  return (
    <View className='card row'>
      <Icon name='shop' size='l' className='c-3' />
      <View className='grow'>
        <View className='t-body2 strong'>{task.subject.name}</View>
        <View className='t-note'>{shortAddress(task.subject.address)}</View>
      </View>
    </View>
  )
}

function Entry({ task }: { task: Task }) {
  const me = useMe()
  const [typed, type] = useState('')
  const [sent, setSent] = useDraft<{ id: string | null }>(`presence:${task.id}`, { id: null })
  const { inspection } = useInspection(task.id)
  const outcome = useOutcome(sent?.id ?? null)
  const server = me?.officer_id ? inspection?.presence[me.officer_id]?.state : undefined
  const confirmed = server === 'confirmed' || outcome.state === 'done'
  const ready = typed.length === 6
  const confirm = async () => {
    if (!ready) return
    const payload = { task_id: task.id, code: typed }
    const refused = outcome.state === 'refused' && sent?.id
    const command = refused
      ? await orSaySo(outbox.resend<'inspection.confirm_presence'>(refused, payload))
      : await send('inspection.confirm_presence', payload)
    type('')
    setSent({ id: command.id })
  }
  const foot = confirmed ? (
    <Button
      look='main'
      text='回到任务'
      onTap={() => goOn('task', { id: task.id })}
      testId='back-to-task'
    />
  ) : (
    <Button
      look='main'
      icon={ready ? 'check' : undefined}
      text={ready ? '确认我在现场' : `还差 ${6 - typed.length} 位`}
      waiting={!ready}
      onTap={confirm}
      testId='presence-submit'
    />
  )
  return (
    <Frame title='确认到场' testId='presence' foot={<View className='acts'>{foot}</View>}>
      <Place task={task} />
      {server === 'confirmed' && outcome.state === 'none' ? (
        <StateCard icon='okc' tone='c-done' title='已确认您在场' testId='presence-confirmed' />
      ) : (
        <Result task={task} id={sent?.id ?? null} />
      )}
      {confirmed ? null : (
        <View className='card pad'>
          <View className='t-body2 center'>
            输入<Text className='strong'>{leadName(task)}</Text>手机上的 6 位数
          </View>
          <CodeEntry value={typed} onChange={type} />
        </View>
      )}
      {confirmed ? null : <OwnCode task={task} />}
    </Frame>
  )
}

/** The second officer, on their own phone. */
export default function PresencePage() {
  const { task: id = '' } = useRouter().params
  const { value, problem, refresh } = useTask(id)
  if (value) return <Entry task={value} />
  return (
    <Frame title='确认到场'>
      {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='任务' />}
    </Frame>
  )
}
