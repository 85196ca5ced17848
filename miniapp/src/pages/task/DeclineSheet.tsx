import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'

const REASONS = [
  '与检查对象有利害关系，应当回避',
  '时间冲突，来不及',
  '不在本人证件的执法范围',
  '已由其他部门检查',
]

interface Props {
  onClose: () => void
  onDecline: (reason: string) => void
}

/** A task goes back with a reason that the assigner reads. */
export function DeclineSheet({ onClose, onDecline }: Props) {
  const [reason, setReason] = useState('')
  const [asked, ask] = useState(false)
  const ready = reason.trim().length > 0
  const decline = () => (ready ? onDecline(reason.trim()) : ask(true))
  return (
    <Sheet
      title='退回任务'
      onClose={onClose}
      testId='decline-sheet'
      foot={
        <View className='acts'>
          <Button
            look='main'
            text={ready ? '退回给派任务的人' : '还差 1 项：理由'}
            waiting={!ready}
            onTap={decline}
            testId='decline-confirm'
          />
        </View>
      }
    >
      <View className='t-body2 c-2 mb-2'>退回后由派任务的人另行安排。理由会让他看到。</View>
      <Choices
        single
        options={REASONS}
        chosen={[reason]}
        onToggle={setReason}
        testId='decline-reason'
      />
      <Field
        area
        label='理由'
        value={reason}
        onChange={setReason}
        maxLength={200}
        placeholder='选一条，或自己写'
        problem={asked && !ready ? '请写明理由' : undefined}
        testId='decline-text'
      />
    </Sheet>
  )
}
