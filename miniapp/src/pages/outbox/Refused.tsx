import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { inspections, outbox, type OutboxItem } from '@/store'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'
import { Chip } from '../../ui/Status'
import { toast } from '../../ui/Toast'
import { timeOf } from '../../ui/words'
import { go } from '../go'
import { orSaySo, spoken } from '../use'
import { canResend, editPage, KIND_WORDS } from './words'

const REASONS = ['任务已经转给别人', '重复了，以另一条为准', '填错了，已另外说明']

function GiveUp({
  onClose,
  onGiveUp,
}: {
  onClose: () => void
  onGiveUp: (reason: string) => void
}) {
  const [reason, setReason] = useState('')
  const ready = reason.trim().length > 0
  return (
    <Sheet
      title='放弃这一条'
      onClose={onClose}
      testId='give-up-sheet'
      foot={
        <View className='acts'>
          <Button
            look='main'
            text={ready ? '放弃，留下说明' : '还差 1 项：说明'}
            waiting={!ready}
            onTap={() => ready && onGiveUp(reason.trim())}
            testId='give-up-confirm'
          />
        </View>
      }
    >
      <View className='t-body2 c-2 mb-2'>
        这一条不再发送，内容和您的说明留在本机，科室可以查问。
      </View>
      <Choices single options={REASONS} chosen={[reason]} onToggle={setReason} />
      <Field
        area
        label='说明'
        value={reason}
        onChange={setReason}
        maxLength={200}
        testId='give-up-reason'
      />
    </Sheet>
  )
}

/** 没收下: why, its code, and the ways out. */
export function Refused({ item }: { item: OutboxItem }) {
  const [asking, ask] = useState(false)
  const { command, problem } = item
  const told = spoken(problem)
  const page = editPage(command)
  const task = inspections.taskOf(command)
  const again = async () => {
    await orSaySo(outbox.resend(command.id, command.payload))
    toast('重新放进发件箱了')
  }
  return (
    <View className='card pad' data-testid='refused'>
      <View className='fx'>
        <Chip tone='late' icon='stop' text='没收下' />
        <View className='grow ml-2 strong one-line'>{KIND_WORDS[command.kind].text}</View>
        <Text className='t-note'>{timeOf(command.at)}</Text>
      </View>
      <View className='t-body2 c-2 mt-1 mb-2'>
        {told?.title ?? '服务器没有收下'}。您填的内容还在手机里。
        <Text className='t-note'> 编号 {told?.code ?? ''}</Text>
      </View>
      <View className='acts acts-even'>
        {page && task ? (
          <Button
            look='soft'
            text='去改，再发'
            onTap={() => go(page, { task })}
            testId='edit-refused'
          />
        ) : null}
        {canResend(command, told?.code ?? '') ? (
          <Button look='soft' text='原样再发' onTap={again} testId='resend' />
        ) : null}
        <Button text='放弃并说明' onTap={() => ask(true)} testId='give-up' />
      </View>
      {asking ? (
        <GiveUp
          onClose={() => ask(false)}
          onGiveUp={(reason) => {
            ask(false)
            orSaySo(outbox.giveUp(command.id, reason))
          }}
        />
      ) : null}
    </View>
  )
}
