import { useState } from 'react'
import { Note } from '../../ui/Status'
import { WhySheet } from '../../ui/WhySheet'
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
      还没有{named(kinds)}，先做完再提交。现场做不了的写明原因，记为程序瑕疵，由科室处理。
    </Note>
  )
}

interface Props {
  kinds: string[]
  onClose: () => void
  onSubmit: (why: string) => unknown
}

/** 现场做不了: the inspection is handed in all the same, and why stands beside the flaw. */
function WithoutSheet({ kinds, onClose, onSubmit }: Props) {
  return (
    <WhySheet
      title='不做就提交'
      label='为什么现场做不了'
      reasons={REASONS}
      most={300}
      confirm='写明原因，提交'
      icon='send'
      lacking='为什么做不了'
      problem='请写明原因'
      testId='without'
      onClose={onClose}
      onWhy={onSubmit}
    >
      没有{named(kinds)}。
      {kinds.indexOf(ON_THE_SPOT) >= 0
        ? '当场处罚决定书应当当场填写、当场交付当事人（行政处罚法第五十二条）。'
        : ''}
      提交后记为程序瑕疵，由科室处理。
    </WhySheet>
  )
}

/** The sheet that asks why, and how it is opened. */
export function useWithout(inspection: Inspection, onSubmit: (why: string) => unknown) {
  const [asking, setAsking] = useState(false)
  /** Stays, with what was written, when the phone did not keep it. */
  const submit = async (why: string) => {
    await onSubmit(why)
    setAsking(false)
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
