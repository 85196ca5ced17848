import { Text, View } from '@tarojs/components'
import { useDidShow } from '@tarojs/taro'
import { useMemo, useState } from 'react'
import { api } from '@/store'
import { Button } from '../../ui/Button'
import { Segment } from '../../ui/Choose'
import { Chip, Tag, type Tone } from '../../ui/Status'
import { Skeleton, StateCard } from '../../ui/States'
import { toast } from '../../ui/Toast'
import { momentInWords } from '../../ui/words'
import { Frame } from '../Frame'
import { go, type PageName } from '../go'
import { ReasonSheet, type Asked } from '../handover/ReasonSheet'
import type { Alert, Alerts, Urgency } from '../shapes'
import { Trouble } from '../Trouble'
import { send, useMe, useRead } from '../use'

type Whose = 'mine' | 'all'

const GROUPS: { urgency: Urgency; title: string; tone: Tone }[] = [
  { urgency: 'late', title: '已逾期', tone: 'late' },
  { urgency: 'urgent', title: '今天要办', tone: 'warn' },
  { urgency: 'soon', title: '快到了', tone: 'pending' },
]
const WIDE = ['section_head', 'agency_head', 'legal_review', 'inspector_general', 'register_admin']
const CLOSING: Asked = {
  title: '不用办',
  note: '写明为什么。变得更急时会再提醒。',
  button: '关闭这条预警',
  reasons: ['已经约好时间', '正在办理', '不归我办', '情况已核实，没有问题'],
  signer: false,
}

const PAGES: Partial<Record<Alert['target'], PageName>> = {
  task: 'task',
  subject: 'subject',
  handover: 'handover',
  order: 'order',
  approval: 'approvals',
  outbox: 'outbox',
  officer: 'mine',
}

function open({ target, target_id: id }: Alert): (() => void) | null {
  const page = PAGES[target]
  if (!page) return null
  return () => go(page, target === 'outbox' || target === 'officer' ? {} : { id: id ?? undefined })
}

interface CardProps {
  alert: Alert
  tone: Tone
  wide: boolean
  onClose: (alert: Alert) => void
}

function Card({ alert, tone, wide, onClose }: CardProps) {
  const act = open(alert)
  return (
    <View className='card pad' data-testid='alert'>
      <View className='fx-top'>
        <View className='grow strong t-body'>{alert.title}</View>
        <View className='ml-2'>
          <Chip tone={tone} text={alert.rule_title} />
        </View>
      </View>
      <View className='t-body2'>{alert.words}</View>
      <View className='t-note2'>{alert.to_do}</View>
      {wide ? (
        <View className='tags'>
          <Tag text={alert.agency} />
        </View>
      ) : null}
      <View className='acts acts-even mt-2'>
        <Button text='不用办' onTap={() => onClose(alert)} testId='close-alert' />
        {act ? <Button look='soft' text='去办' onTap={act} testId='act-on-alert' /> : null}
      </View>
    </View>
  )
}

function Groups({ value, wide, onClose }: { value: Alerts } & Pick<CardProps, 'wide' | 'onClose'>) {
  return (
    <View>
      {GROUPS.map(({ urgency, title, tone }) => {
        const items = value.items.filter((one) => one.urgency === urgency)
        return items.length ? (
          <View key={urgency}>
            <View className='section'>
              {title}
              <Text className='section-note'>{items.length} 条</Text>
            </View>
            {items.map((alert) => (
              <Card key={alert.id} alert={alert} tone={tone} wide={wide} onClose={onClose} />
            ))}
          </View>
        ) : null
      })}
      {value.cut ? (
        <View className='t-note2 center mt-2'>只列出最急的 {value.items.length} 条</View>
      ) : null}
    </View>
  )
}

/** 预警: what is about to be too late, the most urgent first; act on it, or say why not. */
export default function AlertsPage() {
  const me = useMe()
  const [whose, choose] = useState<Whose>('mine')
  const [closing, close] = useState<Alert | null>(null)
  const [closed, note] = useState<string[]>([])
  const { value, problem, storedAt, refresh } = useRead(useMemo(() => api.alerts(whose), [whose]))
  useDidShow(refresh)
  const wide = WIDE.some((role) => (me?.roles ?? []).indexOf(role) >= 0)
  const shown = value && {
    ...value,
    items: value.items.filter(({ id }) => closed.indexOf(id) < 0),
  }
  const say = async (alert: Alert, reason: string) => {
    await send('alert.close', { alert_id: alert.id, reason })
    note((before) => before.concat(alert.id))
    close(null)
    toast('已关闭，原因一并发出')
  }
  const sheet = closing ? (
    <ReasonSheet asked={CLOSING} onClose={() => close(null)} onSay={(why) => say(closing, why)} />
  ) : null
  return (
    <Frame title='预警' testId='alerts' sheet={sheet}>
      {wide ? (
        <Segment
          label='看谁的'
          className='segment-white mb-2'
          value={whose}
          onChange={choose}
          options={[
            { value: 'mine', text: '我的', testId: 'whose-mine' },
            { value: 'all', text: '本单位', testId: 'whose-all' },
          ]}
        />
      ) : null}
      {storedAt ? (
        <View className='t-note2 mb-2'>下面是{momentInWords(storedAt)}存下的</View>
      ) : null}
      {shown ? (
        shown.items.length ? (
          <Groups value={shown} wide={whose === 'all'} onClose={close} />
        ) : (
          <StateCard icon='okc' tone='c-done' title='没有要办的预警' testId='empty'>
            证件、期限、重复检查、移交等每小时看一遍，有要办的会出现在这里。
          </StateCard>
        )
      ) : problem ? (
        <Trouble problem={problem} onRetry={refresh} />
      ) : (
        <Skeleton what='预警' />
      )}
    </Frame>
  )
}
