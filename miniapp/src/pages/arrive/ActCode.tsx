import { View } from '@tarojs/components'
import { Qr } from '../../ui/Qr'
import { inFours } from '../../ui/words'
import type { Task } from '../shapes'
import { useMe } from '../use'

/** Plain words that any scanner shows: who checks whom under which code. */
export function actCodeText(task: Task, agency: string): string {
  const officers = task.team.map((one) => `${one.name} ${one.certificate_number}`).join('、')
  return [
    `行政行为码：${task.act_code}`,
    `检查单位：${agency}`,
    `检查对象：${task.subject.name}`,
    `检查类别：${task.kind_in_words}`,
    `执法人员：${officers}`,
  ].join('\n')
}

/** 行政行为码 to be scanned by the shop. */
export function ActCode({ task }: { task: Task }) {
  const me = useMe()
  return (
    <View className='card fx pad act-code'>
      <Qr
        text={actCodeText(task, task.agency?.name ?? me?.agency.name ?? '')}
        size={148}
        label='行政行为码二维码'
        testId='act-code'
      />
      <View className='grow ml-3'>
        <View className='t-head'>请店方扫码</View>
        <View className='t-note2'>看清是谁来查、查什么</View>
        <View className='t-note mt-2'>行政行为码</View>
        <View className='t-body2 strong act-code-number'>{inFours(task.act_code)}</View>
      </View>
    </View>
  )
}
