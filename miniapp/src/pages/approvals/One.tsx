import { Text, View } from '@tarojs/components'
import { useEffect, useMemo, useState } from 'react'
import { api, outbox } from '@/store'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Row } from '../../ui/Row'
import { Sheet } from '../../ui/Sheet'
import { Skeleton } from '../../ui/States'
import { Note } from '../../ui/Status'
import { momentInWords } from '../../ui/words'
import { Frame } from '../Frame'
import { go } from '../go'
import { type Outcome, useOutcome } from '../outcome'
import type { Approval, Decision } from '../shapes'
import { Trouble } from '../Trouble'
import { send, useRead } from '../use'
import { ApprovalChip, Term } from './ApprovalCard'

const WHY = {
  returned: ['写明线索从哪来', '换一名持证人员', '能用书面核查的不到现场'],
  rejected: ['已经查过，不重复检查', '不属于本单位职责', '请并入联合检查'],
}
const WORDS = { returned: '退回补充', rejected: '不批准' }

interface SheetProps {
  decision: 'returned' | 'rejected'
  onClose: () => void
  onDecide: (remarks: string) => void
}

function RemarksSheet({ decision, onClose, onDecide }: SheetProps) {
  const [remarks, setRemarks] = useState('')
  const [asked, ask] = useState(false)
  const ready = remarks.trim().length > 0
  return (
    <Sheet
      title={WORDS[decision]}
      onClose={onClose}
      testId='remarks-sheet'
      foot={
        <View className='acts'>
          <Button
            look='main'
            text={ready ? WORDS[decision] : '还差 1 项：意见'}
            waiting={!ready}
            onTap={() => (ready ? onDecide(remarks.trim()) : ask(true))}
            testId='remarks-confirm'
          />
        </View>
      }
    >
      <View className='t-body2 c-2 mb-2'>申请人看得到意见，照着改了再报。</View>
      <Choices
        single
        options={WHY[decision]}
        chosen={[remarks]}
        onToggle={setRemarks}
        testId='remarks-choice'
      />
      <Field
        area
        label='意见'
        value={remarks}
        onChange={setRemarks}
        maxLength={300}
        placeholder='选一条，或自己写'
        problem={asked && !ready ? '请写明意见' : undefined}
        testId='remarks'
      />
    </Sheet>
  )
}

function Facts({ one }: { one: Approval }) {
  return (
    <View>
      <View className='card pad'>
        <View className='fx-top'>
          <View className='t-title grow' data-testid='approval-title'>
            {one.title}
          </View>
          <View className='ml-2'>
            <ApprovalChip one={one} />
          </View>
        </View>
        <View className='t-note2'>
          {one.asked_by} {momentInWords(one.asked_at)}提交
        </View>
        {one.reason ? <View className='t-body2 strong mt-1'>{one.reason}</View> : null}
        <Term one={one} />
      </View>
      {one.emergency && one.state === 'pending' ? (
        <Note tone='warn' icon='alarm'>
          <Text>已经先行检查。不批准的，这次检查记为程序瑕疵，取得的材料留着。</Text>
        </Note>
      ) : null}
      <View className='card rows'>
        {one.wish.map(({ name, words }) => (
          <View className='row rule-between fx-top' key={name}>
            <View className='grow'>
              <View className='t-note'>{name}</View>
              <View className='t-body2'>{words}</View>
            </View>
          </View>
        ))}
        {one.subject_id ? (
          <Row
            icon='shop'
            title='看这家的全景'
            note='各部门查过几次、还有什么没改完'
            onTap={() => go('subject', { id: one.subject_id ?? '' })}
            testId='approval-subject'
          />
        ) : null}
      </View>
      {one.decided_by ? (
        <View className='card pad' data-testid='decided'>
          <View className='t-body2 strong'>
            {one.decided_by}
            {one.delegated_from ? `（受${one.delegated_from}委托）` : ''}：{one.state_in_words}
          </View>
          {one.remarks ? <View className='t-body2'>{one.remarks}</View> : null}
          {one.decided_at ? <View className='t-note'>{momentInWords(one.decided_at)}</View> : null}
        </View>
      ) : null}
    </View>
  )
}

interface FootProps {
  one: Approval
  onDecide: (decision: Decision) => void
}

/** Big and low, for one hand: to approve is the widest. */
function Foot({ one, onDecide }: FootProps) {
  if (one.state === 'approved' && one.subject_id && !one.task_id && !one.may_decide) {
    return (
      <View className='acts'>
        <Button
          look='main'
          icon='play'
          text='去发起检查'
          onTap={() => go('start', { subject: one.subject_id ?? '' })}
          testId='go-start'
        />
      </View>
    )
  }
  if (!one.may_decide) return null
  return (
    <View className='acts'>
      <Button
        look='square'
        icon='stop'
        text='不批'
        label='不批准'
        onTap={() => onDecide('rejected')}
        testId='reject'
      />
      <Button
        look='square'
        icon='undo'
        text='退回'
        label='退回补充'
        onTap={() => onDecide('returned')}
        testId='return'
      />
      <Button
        look='main'
        icon='check'
        text='批准'
        onTap={() => onDecide('approved')}
        testId='approve'
      />
    </View>
  )
}

/** What became of the decision so far. */
function Told({ outcome, onSeen }: { outcome: Outcome; onSeen: () => unknown }) {
  if (outcome.state === 'refused') {
    return (
      <Note tone='late' icon='stop' testId='decision-refused'>
        <Text>{outcome.problem?.title ?? '没有收下'}。</Text>
        <Button look='text' text='看最新的' onTap={onSeen} testId='decision-seen' />
      </Note>
    )
  }
  if (outcome.state !== 'waiting' && outcome.state !== 'sending') return null
  return (
    <Note tone='active' icon='cloudup' testId='decision-waiting'>
      <Text>决定已存手机，正在发出。</Text>
    </Note>
  )
}

/** One wish whole, and the head's decision; what was decided is on the phone until it arrived. */
export function One({ id }: { id: string }) {
  const { value, problem, refresh } = useRead(useMemo(() => api.approval(id), [id]))
  const [asked, ask] = useState<'returned' | 'rejected' | null>(null)
  const [sent, setSent] = useState<string | null>(null)
  const outcome = useOutcome(sent)
  const { state } = outcome
  useEffect(() => {
    if (state === 'done') refresh()
  }, [state, refresh])
  if (!value) {
    return (
      <Frame title='审批'>
        {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='申请' />}
      </Frame>
    )
  }
  const decide = async (decision: Decision, remarks = '') => {
    ask(null)
    const command = await send('approval.decide', { approval_id: id, decision, remarks })
    setSent(command.id)
  }
  const waits = state === 'waiting' || state === 'sending'
  return (
    <Frame
      title='审批'
      testId='approval'
      sheet={
        asked ? (
          <RemarksSheet
            decision={asked}
            onClose={() => ask(null)}
            onDecide={(remarks) => decide(asked, remarks)}
          />
        ) : null
      }
      foot={
        waits ? null : (
          <Foot
            one={value}
            onDecide={(decision) => (decision === 'approved' ? decide(decision) : ask(decision))}
          />
        )
      }
    >
      <Told
        outcome={outcome}
        onSeen={() =>
          outbox.giveUp(sent ?? '', '别人已经处理').then(() => {
            setSent(null)
            refresh()
          })
        }
      />
      <Facts one={value} />
    </Frame>
  )
}
