import { View } from '@tarojs/components'
import { Button } from '../../ui/Button'
import type { JobState } from './queue'

interface Props {
  step: JobState['step']
  ready: boolean
  again: boolean
  onPrint: () => void
  onStop: () => void
  onAgree: () => void
  onPick: () => void
}

const UNDER_WAY: JobState['step'][] = ['printing', 'connecting', 'preparing', 'waiting']

/** The one next thing to do with this copy. */
export function Foot({ step, ready, again, onPrint, onStop, onAgree, onPick }: Props) {
  if (UNDER_WAY.indexOf(step) >= 0) {
    const words = step === 'waiting' ? '不打这一份' : '停止'
    return (
      <View className='acts acts-even'>
        <Button tall icon='pause' text={words} onTap={onStop} testId='print-stop' />
      </View>
    )
  }
  if (step === 'slow') {
    return (
      <View className='acts'>
        <Button look='line' tall text='不打了' onTap={onStop} testId='print-stop' />
        <Button look='main' icon='printer' text='就用它打' onTap={onAgree} testId='print-agree' />
      </View>
    )
  }
  if (!ready) {
    return (
      <View className='acts'>
        <Button look='main' icon='bt' text='找打印机' onTap={onPick} testId='find-printer' />
      </View>
    )
  }
  const words = again ? '重打这一份' : step === 'ended' ? '再打一份' : '开始打印'
  return (
    <View className='acts'>
      <Button look='main' icon='printer' text={words} onTap={onPrint} testId='print' />
    </View>
  )
}
