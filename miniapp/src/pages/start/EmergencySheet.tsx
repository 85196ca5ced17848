import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'

const REASONS = ['正在发生人身伤害', '问题食品、设备正在使用', '证据马上会灭失']

interface Props {
  offline: boolean
  onClose: () => void
  onStart: (why: string) => void
}

/** 紧急情况: begin now, the approval is made up; why stands on record. */
export function EmergencySheet({ offline, onClose, onStart }: Props) {
  const [why, setWhy] = useState('')
  const [asked, ask] = useState(false)
  const ready = why.trim().length > 0
  return (
    <Sheet
      title='紧急情况，先查后补'
      onClose={onClose}
      testId='emergency-sheet'
      foot={
        <View className='acts'>
          <Button
            look='main'
            icon={ready ? 'alarm' : undefined}
            text={ready ? '紧急发起检查' : '还差 1 项：什么紧急情况'}
            waiting={!ready}
            onTap={() => (ready ? onStart(why.trim()) : ask(true))}
            testId='emergency-confirm'
          />
        </View>
      }
    >
      <View className='t-body2 c-2 mb-2'>
        批准要在下一个工作日结束前补办，负责人马上收到通知。没有补上或不批准的，记为程序瑕疵。
        {offline ? '现在没有网络：先记在手机里，有网自动报。' : ''}
      </View>
      <Choices
        single
        options={REASONS}
        chosen={[why]}
        onToggle={setWhy}
        testId='emergency-reason'
      />
      <Field
        area
        label='什么紧急情况'
        value={why}
        onChange={setWhy}
        maxLength={300}
        placeholder='选一条，或自己写'
        problem={asked && !ready ? '请写明紧急情况' : undefined}
        testId='emergency-text'
      />
    </Sheet>
  )
}
