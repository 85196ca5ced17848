import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { Sheet } from '../../ui/Sheet'
import { toast } from '../../ui/Toast'
import { timeOf } from '../../ui/words'
import type { Inspection, Task } from '../shapes'
import { send } from '../use'

interface Props {
  task: Task
  inspection: Inspection | null
}

interface AskProps {
  task: Task
  onClose: () => void
  onKeep: (officerId: string, reason: string) => void
}

function Request({ task, onClose, onKeep }: AskProps) {
  const [name, choose] = useState('')
  const [reason, setReason] = useState('')
  const officer = task.team.find((one) => one.name === name)
  const lacks = [officer ? '' : '对谁', reason.trim() ? '' : '理由'].filter(Boolean)
  return (
    <Sheet
      title='申请回避'
      onClose={onClose}
      testId='avoidance-sheet'
      foot={
        <View className='acts'>
          <Button
            look='main'
            text={lacks.length ? `还差 ${lacks.length} 项：${lacks.join('、')}` : '记下申请'}
            waiting={lacks.length > 0}
            onTap={() => officer && !lacks.length && onKeep(officer.officer_id, reason.trim())}
            testId='avoidance-keep'
          />
        </View>
      }
    >
      <View className='t-body2 c-2 mb-2'>由单位负责人决定是否回避，决定之前检查不停止。</View>
      <Text className='label'>申请谁回避</Text>
      <Choices
        single
        options={task.team.map((one) => one.name)}
        chosen={[name]}
        onToggle={choose}
        testId='avoidance-officer'
      />
      <Field area label='理由' value={reason} onChange={setReason} testId='avoidance-reason' />
    </Sheet>
  )
}

function Answered({ task, inspection }: { task: Task; inspection: Inspection }) {
  const { avoidance } = inspection
  if (!avoidance) return null
  const target = task.team.find((one) => one.officer_id === avoidance.target_officer_id)
  const asked = avoidance.answer === 'requested'
  return (
    <View className='fx mt-2' data-testid='avoidance-answer'>
      <Icon name='okc' size='l' className={asked ? 'c-warn' : 'c-done'} />
      <View className='ml-2 grow t-body2'>
        <Text className='strong'>
          {timeOf(avoidance.at)} {asked ? `申请${target?.name ?? ''}回避` : '不申请回避'}
        </Text>
        {asked ? <Text className='c-2'>：{avoidance.reason}。报负责人决定，检查不停止</Text> : null}
      </View>
    </View>
  )
}

/** 回避: the party answers; two equal buttons, none of them chosen. */
export function Avoidance({ task, inspection, words }: Props & { words?: string }) {
  const [asking, ask] = useState(false)
  const keep = (answer: 'none' | 'requested', more = {}) => {
    if (!inspection) {
      toast('先点“我到了”，记下到场', { icon: 'pin' })
      return
    }
    return send('inspection.ask_avoidance', { inspection_id: inspection.id, answer, ...more })
  }
  const answer = inspection?.avoidance?.answer
  const look = (one: string) => (answer === one ? 'soft' : 'line')
  return (
    <View className='card pad' id='arrive-avoidance'>
      <View className='t-note mb-2'>请当面问</View>
      <View className='speech'>“{words ?? '您有权申请我们回避。您是否申请回避？'}”</View>
      <View className='acts acts-even mt-3'>
        <Button
          tall
          look={look('none')}
          chosen={answer === 'none'}
          text='不申请回避'
          onTap={() => keep('none')}
          testId='avoidance-none'
        />
        <Button
          tall
          look={look('requested')}
          chosen={answer === 'requested'}
          text='申请回避'
          onTap={() => (inspection ? ask(true) : keep('requested'))}
          testId='avoidance-requested'
        />
      </View>
      {inspection ? <Answered task={task} inspection={inspection} /> : null}
      {asking ? (
        <Request
          task={task}
          onClose={() => ask(false)}
          onKeep={(officer, reason) => {
            ask(false)
            keep('requested', { target_officer_id: officer, reason })
          }}
        />
      ) : null}
    </View>
  )
}
