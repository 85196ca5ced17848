import { View } from '@tarojs/components'
import { Button } from '../../ui/Button'
import { toast } from '../../ui/Toast'
import { goOn } from '../go'
import { NOBODY, type Signer } from './signing'
import type { Opened, Work } from './Signing'

interface FootProps {
  work: Work
  isSigned: boolean
  allSigned: boolean
  blocked: boolean
  taskId: string
  open: (what: Opened) => void
  onSigned: () => void
}

function signWords({ role, name }: Signer): string {
  return role === 'officer' ? `${name}签名` : `把手机给${name}签名`
}

type SigningFoot = Pick<FootProps, 'blocked' | 'open'> & { next: Signer }

function ToSign({ next, blocked, open }: SigningFoot) {
  const ask = (what: Opened) =>
    blocked ? toast('先把缺的内容补上', { icon: 'tri' }) : open(what)
  const aside =
    next.role === 'officer' ? (
      <Button
        look='square'
        icon='printer'
        text='纸上签'
        onTap={() => ask('paper')}
        testId='paper-path'
      />
    ) : (
      <Button look='square' icon='hand' text='不签' onTap={() => open('refusal')} testId='refuse' />
    )
  if (next.name === NOBODY) {
    return (
      <View className='acts'>
        <Button
          look='main'
          icon='hand'
          text='注明现场没有当事人'
          waiting={blocked}
          onTap={() => ask('refusal')}
          testId='refuse'
        />
      </View>
    )
  }
  return (
    <View className='acts'>
      {aside}
      <Button
        look='main'
        icon='pen'
        text={signWords(next)}
        waiting={blocked}
        onTap={() => ask('pad')}
        testId={next.testId}
      />
    </View>
  )
}

/** The one next thing to do with this document. */
export function Foot({ work, isSigned, allSigned, blocked, taskId, open, onSigned }: FootProps) {
  const { next } = work
  if (!allSigned && !isSigned && next) return <ToSign next={next} blocked={blocked} open={open} />
  const deliver = () => work.deliver().then(onSigned)
  let act = (
    <Button look='main' icon='check' text='这份签完了，存下' onTap={deliver} testId='paper-done' />
  )
  if (isSigned) {
    act = <Button look='main' text='看下一份文书' onTap={onSigned} testId='next-paper' />
  }
  if (allSigned) {
    act = (
      <Button
        look='main'
        icon='send'
        text='都签好了，去提交'
        onTap={() => goOn('finish', { task: taskId })}
        testId='to-finish'
      />
    )
  }
  return <View className='acts'>{act}</View>
}
