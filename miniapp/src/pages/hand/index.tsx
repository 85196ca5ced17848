import { View } from '@tarojs/components'
import { useMemo, useState } from 'react'
import { api } from '@/store'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { scrollTo } from '../../ui/scroll'
import { Skeleton, StateCard } from '../../ui/States'
import { toast } from '../../ui/Toast'
import { Frame } from '../Frame'
import { goHome, goOn } from '../go'
import { LackButton } from '../LackButton'
import type { Receivers, Way } from '../shapes'
import { Trouble } from '../Trouble'
import { send, useDraft, useMe, useRead } from '../use'
import {
  BLANK,
  KEY,
  lacksOf,
  payloadOf,
  REASONS,
  wayOf,
  waysOf,
  type HandDraft,
} from './draft'
import { MaterialCard, PickedCard, ReceiverCard, WayCard } from './Parts'
import { ReceiverSheet } from './ReceiverSheet'

const HEADS = ['section_head', 'agency_head']

interface WritingProps {
  draft: HandDraft
  receivers: Receivers
  keep: (next: HandDraft | ((before: HandDraft) => HandDraft)) => Promise<void>
}

function Foot({ draft, way, receivers, keep }: WritingProps & { way: Way }) {
  const lacks = lacksOf(draft, way)
  const hand = async () => {
    await send('handover.send', payloadOf(draft, way, receivers.agencies))
    await keep(BLANK)
    toast(way === 'police' ? '已报本机关负责人审批，记在手机里了' : '已移交，记在手机里了')
    await goOn('handovers', { side: 'out' })
  }
  const to = draft.receiver?.name ?? draft.name
  return (
    <View className='acts'>
      {lacks.length ? (
        <LackButton lacks={lacks} onTap={({ key }) => scrollTo(`hand-${key}`)} testId='lacks' />
      ) : (
        <Button
          look='main'
          icon='send'
          text={way === 'police' ? '报负责人审批' : `移交给${to}`}
          onTap={hand}
          testId='hand-over'
        />
      )}
    </View>
  )
}

function Writing(props: WritingProps) {
  const { draft, receivers, keep } = props
  const me = useMe()
  const [asking, ask] = useState(false)
  const heads = HEADS.some((role) => (me?.roles ?? []).indexOf(role) >= 0)
  const way = wayOf(draft, heads)
  const change = (part: Partial<HandDraft>) => void keep((before) => ({ ...before, ...part }))
  const sheet = asking ? (
    <ReceiverSheet
      way={way}
      draft={draft}
      receivers={receivers}
      onChange={change}
      onClose={() => ask(false)}
    />
  ) : null
  return (
    <Frame title='移交' testId='hand' sheet={sheet} foot={<Foot {...props} way={way} />}>
      <View className='section'>移交什么</View>
      <PickedCard draft={draft} onChange={change} />
      <View className='section'>怎么移交</View>
      <WayCard
        ways={waysOf(draft.picks, heads)}
        way={way}
        onPick={(next) => change({ way: next, receiver: null, unit: '', name: '' })}
      />
      <View className='section'>移交给谁</View>
      <ReceiverCard
        way={way}
        draft={draft}
        receivers={receivers}
        onChange={change}
        onAsk={() => ask(true)}
      />
      <View className='section' id='hand-reason'>
        为什么
      </View>
      <Choices
        single
        options={REASONS[way]}
        chosen={[draft.reason]}
        onToggle={(reason) => change({ reason })}
        testId='reason'
      />
      <View className='card pad'>
        <Field
          area
          label='原因'
          value={draft.reason}
          onChange={(reason) => change({ reason })}
          maxLength={500}
          placeholder='选一条，或自己写'
          testId='reason-text'
        />
      </View>
      <MaterialCard draft={draft} onChange={change} />
    </Frame>
  )
}

/** 移交: what was picked, how, to whom, why, and what goes along. */
export default function HandPage() {
  const [draft, keep] = useDraft<HandDraft>(KEY, BLANK)
  const receivers = useRead(useMemo(() => api.receivers(), []))
  if (draft && !draft.picks.length) {
    return (
      <Frame title='移交'>
        <StateCard
          icon='swap'
          title='还没有挑选要移交的内容'
          testId='nothing'
          acts={<Button look='soft' text='回工作台挑选' onTap={() => goHome()} />}
        >
          在工作台或查主体里点“选择”，勾好再点移交。
        </StateCard>
      </Frame>
    )
  }
  if (!draft || !receivers.value) {
    return (
      <Frame title='移交'>
        {receivers.problem ? (
          <Trouble problem={receivers.problem} onRetry={receivers.refresh} />
        ) : (
          <Skeleton what='接收单位' />
        )}
      </Frame>
    )
  }
  return <Writing draft={draft} receivers={receivers.value} keep={keep} />
}
