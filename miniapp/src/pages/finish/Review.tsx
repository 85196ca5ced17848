import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { Row } from '../../ui/Row'
import { Chip, Note } from '../../ui/Status'
import { momentInWords } from '../../ui/words'
import { go } from '../go'
import { ReworkRows } from '../Rework'
import { toast } from '../../ui/Toast'
import type { Inspection } from '../shapes'
import { send } from '../use'

/** 组长复核: approve, or return with what is wanted. The server has the last word. */
export function ReviewCard({ inspection }: { inspection: Inspection }) {
  const [remarks, write] = useState('')
  const undecided = inspection.flaws.filter((one) => !one.decision_in_words).length
  const given = { inspection_id: inspection.id, remarks: remarks.trim() }
  const approve = async () => {
    await send('inspection.approve', given)
    toast('复核通过，记在手机里了')
  }
  const sendBack = async () => {
    if (!given.remarks) {
      toast('退回要写明改什么', { icon: 'tri' })
      return
    }
    await send('inspection.return', given)
    toast('已退回，记在手机里了')
  }
  return (
    <View className='card pad' data-testid='review'>
      <View className='t-head'>组长复核</View>
      {undecided ? (
        <View className='t-note c-warn mt-1'>
          有 {undecided} 项程序瑕疵，科室处理以后才能通过
        </View>
      ) : null}
      <Field
        area
        label='复核意见（退回时必填）'
        value={remarks}
        onChange={write}
        maxLength={500}
        testId='review-remarks'
      />
      <View className='acts mt-3'>
        <Button tall icon='undo' text='退回' onTap={sendBack} testId='review-return' />
        <Button
          look='main'
          icon='okc'
          text='复核通过'
          waiting={undecided > 0}
          onTap={() => (undecided ? undefined : approve())}
          testId='review-approve'
        />
      </View>
    </View>
  )
}

/** What the reviewer wants otherwise, and where each of it is changed. */
export function Returned({ inspection, taskId }: { inspection: Inspection; taskId: string }) {
  const { returned } = inspection
  if (!returned) return null
  return (
    <View>
      <Note tone='warn' icon='undo' testId='returned'>
        <Text className='strong'>复核退回：</Text>
        {returned.remarks}
      </Note>
      <View className='card rows'>
        <ReworkRows inspection={inspection} />
        <Row
          className='rule-between'
          icon='pen'
          title='更正文书，重新签名'
          note='签过的那一版留着，新的一版写明更正原因'
          onTap={() => go('papers', { task: taskId })}
          testId='to-correct'
        />
      </View>
    </View>
  )
}

/** What the reviewers have said so far. */
export function Reviews({ inspection }: { inspection: Inspection }) {
  const reviews = inspection.reviews ?? []
  if (!reviews.length) return null
  return (
    <View className='card rows' data-testid='reviews'>
      {reviews.map(({ outcome, outcome_in_words: words, remarks, at, by }) => (
        <Row
          key={at}
          className='rule-between'
          title={
            <View className='tags'>
              <Chip tone={outcome === 'approved' ? 'done' : 'warn'} text={words} />
            </View>
          }
          note={`${remarks ? `${remarks}·` : ''}${by} ${momentInWords(at)}`}
        />
      ))}
    </View>
  )
}
