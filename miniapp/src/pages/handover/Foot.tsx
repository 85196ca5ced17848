import { View } from '@tarojs/components'
import { Button } from '../../ui/Button'
import type { Handover, HandoverAct } from '../shapes'
import type { Asked } from './ReasonSheet'

export const ASKED: Record<Exclude<HandoverAct, 'approve' | 'transfer' | 'resend'>, Asked> = {
  receive: {
    title: '登记对方签收',
    note: '对方不用本系统，由您登记谁签收的。',
    button: '对方已签收',
    reasons: [],
    signer: true,
    plain: true,
  },
  return: {
    title: '退回移交',
    note: '移交的一方会看到原因，补充后可以再移交。',
    button: '退回',
    reasons: ['不属于本单位职责', '缺现场照片', '事实写得不清楚', '已由其他单位处理'],
    signer: false,
  },
  withdraw: {
    title: '撤回移交',
    note: '撤回后对方不再能看材料。',
    button: '撤回',
    reasons: ['发错单位', '本单位已自行处理'],
    signer: false,
  },
  refuse: {
    title: '不批准移送',
    note: '理由记录在案（第五条）。',
    button: '不批准',
    reasons: ['证据不足，补充后再报', '不构成犯罪，依法作行政处理'],
    signer: false,
  },
}

interface Props {
  one: Handover
  onAct: (act: HandoverAct) => unknown
}

/** The one main step, and the quiet ones beside it. */
export function Foot({ one, onAct }: Props) {
  const may = (act: HandoverAct) => one.acts.indexOf(act) >= 0
  const quiet = (act: HandoverAct, text: string) =>
    may(act) ? (
      <Button look='square' icon='undo' text={text} onTap={() => onAct(act)} testId={act} />
    ) : null
  const main = (act: HandoverAct, text: string) => (
    <Button look='main' icon='check' text={text} onTap={() => onAct(act)} testId={act} />
  )
  if (may('approve')) {
    return (
      <View className='acts'>
        {quiet('refuse', '不批准')}
        {main('approve', '批准移送')}
      </View>
    )
  }
  if (may('receive')) {
    const words = one.outside ? '登记对方签收' : '签收'
    return (
      <View className='acts'>
        {quiet('return', '退回')}
        {one.outside ? quiet('withdraw', '撤回') : null}
        {one.needs_team ? null : main('receive', words)}
      </View>
    )
  }
  if (may('transfer') || may('resend')) {
    return (
      <View className='acts'>
        {quiet('withdraw', '撤回')}
        {may('transfer') ? main('transfer', '登记送达公安机关') : main('resend', '补充后再移交')}
      </View>
    )
  }
  if (!may('withdraw')) return null
  return (
    <View className='acts'>
      <Button
        tall
        className='grow'
        icon='undo'
        text='撤回移交'
        onTap={() => onAct('withdraw')}
        testId='withdraw'
      />
    </View>
  )
}
