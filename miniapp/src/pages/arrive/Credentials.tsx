import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { code, secondsLeft } from '@/presence'
import { Button } from '../../ui/Button'
import { Segment } from '../../ui/Choose'
import { Icon } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { scrollTo } from '../../ui/scroll'
import { toast } from '../../ui/Toast'
import { clockOf, inThrees, timeOf } from '../../ui/words'
import type { Inspection, Task, Teammate } from '../shapes'
import { useWhere } from '../presence/own'
import { send, useMe, useTick } from '../use'
import { placeWords } from '../where'
import { ReceiptSheet } from './ReceiptSheet'
import { scanPresence } from './scan-presence'

interface Props {
  task: Task
  inspection: Inspection | null
}

function Code({ task }: { task: Task }) {
  const moment = useTick()
  if (!task.presence) return null
  return (
    <View className='row rule'>
      <View className='grow t-body2'>扫不了？请在自己手机上输入右边的数</View>
      <View className='right ml-2'>
        <View className='code-big' data-testid='presence-code'>
          {inThrees(code(task.presence.secret, task.id, new Date(moment)))}
        </View>
        <View className='t-note c-warn'>还剩 {clockOf(Math.ceil(secondsLeft(moment)))}</View>
      </View>
    </View>
  )
}

function Seen({ inspection, one }: Pick<Props, 'inspection'> & { one: Teammate }) {
  const me = useMe()
  const { state = 'none', how } = inspection?.presence[one.officer_id] ?? {}
  if (one.officer_id === me?.officer_id) {
    return inspection ? <Word text='本人在场' /> : <Text className='t-note'>到场后记录</Text>
  }
  if (state === 'confirmed') return <Word text={how === 'signed' ? '扫码已核验' : '已确认'} />
  if (state === 'reported') return <Word text='待核验' tone='c-review' />
  return <Text className='t-note c-warn'>还没确认</Text>
}

function Word({ text, tone = 'c-done' }: { text: string; tone?: string }) {
  return (
    <View className={`fx strong t-body2 ${tone}`}>
      <Icon name='okc' className='mr-1' />
      <Text className='ml-1'>{text}</Text>
    </View>
  )
}

function Officer({ task, inspection, one }: Props & { one: Teammate }) {
  const me = useMe()
  const seen = inspection?.presence[one.officer_id]
  const place =
    inspection && one.officer_id !== me?.officer_id ? placeWords(task, inspection, seen) : null
  return (
    <View className='row rule-between' data-testid='officer'>
      <View className='avatar' aria-hidden>
        {one.name.slice(0, 1)}
      </View>
      <View className='grow'>
        <View className='strong'>{one.name}</View>
        <View className='t-note'>{one.certificate_number || '没有有效证件'}</View>
        <View className='t-note'>有效期至 {one.certificate_valid_to ?? '未登记'}</View>
        {place ? (
          <View className='t-note' data-testid='place'>
            {place}
          </View>
        ) : null}
      </View>
      <View className='ml-2'>
        <Seen inspection={inspection} one={one} />
      </View>
    </View>
  )
}

interface ConfirmingProps extends Props {
  absent: Teammate[]
  onType: () => void
}

/** Scanning first: it works without a signal, on either side, and tells where they were. */
function Confirming({ task, inspection, absent, onType }: ConfirmingProps) {
  const who = absent.length === 1 ? absent[0].name : '同事'
  return (
    <View>
      <View className='pad rule'>
        <Button
          tall
          look={inspection ? 'soft' : 'line'}
          className='wide'
          icon='scan'
          text={`扫${who}手机上的码`}
          onTap={() => scanPresence(task, inspection)}
          testId='scan-presence'
        />
        <View className='t-note mt-2'>
          请{who}在自己手机上打开这个任务，点“确认到场”。没有网络也能扫。
        </View>
      </View>
      <Code task={task} />
      <Row
        className='rule row-tight'
        title={<Text className='link'>或者输入{absent[0].name}手机上的数</Text>}
        onTap={onType}
        testId='presence-receipt'
      />
    </View>
  )
}

type Means = 'physical' | 'electronic' | ''
const MEANS_WORDS: Record<string, string> = { physical: '实体证', electronic: '官方电子证' }

function Shown({ at, means }: { at: string; means: string }) {
  return (
    <View className='row rule' data-testid='credentials-shown'>
      <Icon name='okc' size='l' className='c-done' />
      <View className='t-body2 grow'>
        <Text className='strong'>{timeOf(at)} 已出示并读出</Text>
        <Text> {MEANS_WORDS[means] ?? ''}</Text>
      </View>
    </View>
  )
}

function Show({ task, inspection, words }: Props & { words?: string }) {
  const [means, choose] = useState<Means>('')
  const shown = inspection?.credentials
  const { position } = useWhere(Boolean(inspection) && !shown)
  if (shown) return <Shown at={shown.at} means={shown.means} />
  const show = () => {
    if (!inspection) {
      scrollTo('arrive-position')
      toast('先点“我到了”，记下到场', { icon: 'pin' })
      return
    }
    if (!means) {
      toast('先选出示的是实体证还是电子证', { icon: 'cert' })
      return
    }
    return send('inspection.show_credentials', {
      inspection_id: inspection.id,
      officer_ids: task.team.map((one) => one.officer_id),
      means,
      read_out: true,
      position,
    })
  }
  return (
    <View className='pad rule'>
      <View className='t-note mb-2'>请当面读出</View>
      <View className='speech mb-2' data-testid='statement'>
        “{words ?? `我们是${task.team.map((one) => one.name).join('、')}，现在向您出示执法证件。`}”
      </View>
      <Segment<Means>
        label='出示的证件'
        value={means}
        onChange={choose}
        options={[
          { value: 'physical', text: '实体证', testId: 'means-physical' },
          { value: 'electronic', text: '官方电子证', testId: 'means-electronic' },
        ]}
      />
      <View className='acts mt-2'>
        <Button
          look={means && inspection ? 'soft' : 'line'}
          className='grow btn-tall'
          icon='cert'
          text='两人都已出示，已读出'
          onTap={show}
          testId='show-credentials'
        />
      </View>
    </View>
  )
}

/** 亮证: both officers, by which means, read aloud; the second one from their own phone. */
export function Credentials({ task, inspection, words }: Props & { words?: string }) {
  const me = useMe()
  const [asking, ask] = useState(false)
  const absent = task.team.filter(
    (one) =>
      one.officer_id !== me?.officer_id &&
      (inspection?.presence[one.officer_id]?.state ?? 'none') === 'none',
  )
  return (
    <View className='card' id='arrive-credentials'>
      <View className='rows' id='arrive-presence'>
        {task.team.map((one) => (
          <Officer task={task} inspection={inspection} one={one} key={one.officer_id} />
        ))}
      </View>
      {absent.length ? (
        <Confirming
          task={task}
          inspection={inspection}
          absent={absent}
          onType={() => ask(true)}
        />
      ) : null}
      <Show task={task} inspection={inspection} words={words} />
      {asking && absent.length ? (
        <ReceiptSheet inspection={inspection} officer={absent[0]} onClose={() => ask(false)} />
      ) : null}
    </View>
  )
}
