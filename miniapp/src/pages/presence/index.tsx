import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { code, secondsLeft } from '@/presence'
import { api, outbox } from '@/store'
import { Button } from '../../ui/Button'
import { Segment } from '../../ui/Choose'
import { Icon } from '../../ui/Icon'
import { Qr } from '../../ui/Qr'
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
import { useOthersWord } from '../useOthersWord'
import { accuracyWords } from '../where'
import { useStatement, useWhere, type Where } from './own'

const QR_PX = 232

/** Signed by this phone, so that it needs no signal on either side. */
function OwnQr({ task, text, asking }: { task: Task; text: string | null; asking: boolean }) {
  const moment = useTick()
  return (
    <View className='card pad center'>
      <View className='t-body2'>
        请<Text className='strong'>{leadName(task)}</Text>在“到场亮证”里扫这个码
      </View>
      <View className='own-qr'>
        {text && !asking ? (
          <Qr text={text} size={QR_PX} label='我的到场码' testId='own-qr' />
        ) : (
          <View className='t-note'>正在定位，几秒就好</View>
        )}
      </View>
      <View className='t-note'>
        还剩 <Text className='c-warn'>{clockOf(secondsLeft(moment))}</Text> 自动换。没有网络也能扫，扫上没有，看
        {leadName(task)}的手机
      </View>
    </View>
  )
}

/** Said as it is; nobody is kept from confirming because of it. */
function Place({ where }: { where: Where }) {
  const { position, asking, locate } = where
  return (
    <View className='card row' data-testid='own-place'>
      <Icon name='pin' size='l' className={position ? 'c-done' : 'c-3'} />
      <View className='grow'>
        <View className='t-body2'>
          {position ? '随确认记下本人位置' : asking ? '正在定位' : '没有定位，也可以确认'}
        </View>
        {position ? <View className='t-note'>{accuracyWords(position)}</View> : null}
      </View>
      {position || asking ? null : (
        <Button text='再定位' icon='aim' onTap={locate} testId='locate-again' />
      )}
    </View>
  )
}

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

function Shop({ task }: { task: Task }) {
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

type Way = 'scan' | 'code'

function Ways({ way, onChange }: { way: Way; onChange: (way: Way) => void }) {
  return (
    <Segment<Way>
      label='怎样确认'
      className='segment-white mb-3'
      value={way}
      onChange={onChange}
      options={[
        { value: 'scan', text: '让对方扫码', icon: 'scan', testId: 'way-scan' },
        { value: 'code', text: '用 6 位数', icon: 'key', testId: 'way-code' },
      ]}
    />
  )
}

function Typing({ task, value, onChange }: { task: Task } & Typed) {
  return (
    <View>
      <View className='card pad'>
        <View className='t-body2 center'>
          输入<Text className='strong'>{leadName(task)}</Text>手机上的 6 位数
        </View>
        <CodeEntry value={value} onChange={onChange} />
      </View>
      <OwnCode task={task} />
    </View>
  )
}

interface Typed {
  value: string
  onChange: (value: string) => void
}

interface FootProps {
  task: Task
  done: boolean
  way: Way
  typed: string
  onConfirm: () => unknown
}

function Foot({ task, done, way, typed, onConfirm }: FootProps) {
  const ready = typed.length === 6
  if (done || way === 'scan')
    return (
      <Button
        look={done ? 'main' : 'line'}
        tall={!done}
        className={done ? undefined : 'wide'}
        text='回到任务'
        onTap={() => goOn('task', { id: task.id })}
        testId='back-to-task'
      />
    )
  return (
    <Button
      look='main'
      icon={ready ? 'check' : undefined}
      text={ready ? '确认我在现场' : `还差 ${6 - typed.length} 位`}
      waiting={!ready}
      onTap={onConfirm}
      testId='presence-submit'
    />
  )
}

function Entry({ task }: { task: Task }) {
  const me = useMe()
  const [typed, type] = useState('')
  const [chosen, choose] = useState<Way>('scan')
  const [sent, setSent] = useDraft<{ id: string | null }>(`presence:${task.id}`, { id: null })
  const { inspection } = useInspection(task.id)
  const outcome = useOutcome(sent?.id ?? null)
  const where = useWhere()
  const text = useStatement(task, where.position, useTick())
  const signs = text !== null
  const server = me?.officer_id ? inspection?.presence[me.officer_id]?.state : undefined
  const confirmed = server === 'confirmed' || outcome.state === 'done'
  useOthersWord(task.id, !confirmed)
  const way = signs ? chosen : 'code'
  const confirm = async () => {
    if (typed.length < 6) return
    const payload = { task_id: task.id, code: typed, position: where.position }
    const refused = outcome.state === 'refused' && sent?.id
    const command = refused
      ? await orSaySo(outbox.resend<'inspection.confirm_presence'>(refused, payload))
      : await send('inspection.confirm_presence', payload)
    type('')
    setSent({ id: command.id })
  }
  const foot = <Foot task={task} done={confirmed} way={way} typed={typed} onConfirm={confirm} />
  return (
    <Frame title='确认到场' testId='presence' foot={<View className='acts'>{foot}</View>}>
      <Shop task={task} />
      {server === 'confirmed' && outcome.state === 'none' ? (
        <StateCard icon='okc' tone='c-done' title='已确认您在场' testId='presence-confirmed' />
      ) : (
        <Result task={task} id={sent?.id ?? null} />
      )}
      {confirmed ? null : (
        <View>
          {signs ? <Ways way={way} onChange={choose} /> : null}
          {way === 'scan' ? (
            <OwnQr task={task} text={text} asking={where.asking} />
          ) : (
            <Typing task={task} value={typed} onChange={type} />
          )}
          <Place where={where} />
        </View>
      )}
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
