import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'
import { Note } from '../../ui/Status'
import { TITLES } from '../papers/signing-words'
import type { Inspection } from '../shapes'
import { unwrittenDocuments } from '../steps'

const REASONS = ['没有网络，取不到文号', '当事人已经离开', '现场情况紧急，先撤离']
const ON_THE_SPOT = 'on_spot_penalty'

const named = (kinds: string[]): string => kinds.map((kind) => TITLES[kind]).join('、')

/** What is handed in without a document that it should have. */
export function Unwritten({ inspection }: { inspection: Inspection }) {
  const kinds = inspection.submitted_at ? [] : unwrittenDocuments(inspection)
  if (!kinds.length) return null
  return (
    <Note tone='warn' icon='tri' testId='unwritten'>
      还没有{named(kinds)}，先做完再提交。现场做不了的写明原因，记为程序瑕疵，由科室补办。
    </Note>
  )
}

interface Props {
  kinds: string[]
  onClose: () => void
  onSubmit: (why: string) => void
}

/** 现场做不了: the inspection is handed in all the same, and why stands beside the flaw. */
function WithoutSheet({ kinds, onClose, onSubmit }: Props) {
  const [why, setWhy] = useState('')
  const [asked, ask] = useState(false)
  const ready = why.trim().length > 0
  return (
    <Sheet
      title='不做就提交'
      onClose={onClose}
      testId='without-sheet'
      foot={
        <View className='acts'>
          <Button
            look='main'
            icon={ready ? 'send' : undefined}
            text={ready ? '写明原因，提交' : '还差 1 项：为什么做不了'}
            waiting={!ready}
            onTap={() => (ready ? onSubmit(why.trim()) : ask(true))}
            testId='without-confirm'
          />
        </View>
      }
    >
      <View className='t-body2 c-2 mb-2'>
        没有{named(kinds)}。
        {kinds.indexOf(ON_THE_SPOT) >= 0
          ? '当场处罚决定书应当当场填写、当场交付当事人（行政处罚法第五十二条）。'
          : ''}
        提交后记为程序瑕疵，由科室补办。
      </View>
      <Choices
        single
        options={REASONS}
        chosen={[why]}
        onToggle={setWhy}
        testId='without-reason'
      />
      <Field
        area
        label='为什么现场做不了'
        value={why}
        onChange={setWhy}
        maxLength={300}
        placeholder='选一条，或自己写'
        problem={asked && !ready ? '请写明原因' : undefined}
        testId='without-text'
      />
    </Sheet>
  )
}

/** The sheet that asks why, and how it is opened. */
export function useWithout(inspection: Inspection, onSubmit: (why: string) => unknown) {
  const [asking, setAsking] = useState(false)
  const submit = (why: string) => {
    setAsking(false)
    onSubmit(why)
  }
  const sheet = asking ? (
    <WithoutSheet
      kinds={unwrittenDocuments(inspection)}
      onClose={() => setAsking(false)}
      onSubmit={submit}
    />
  ) : null
  return { sheet, ask: () => setAsking(true) }
}
