import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { broken } from '@/gates'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'
import { Rules } from '../conclude/Rules'
import { ofRefusal } from '../facts'
import type { Refusal } from './usePapers'

const STATES: { state: Refusal['state']; text: string; reasons: string[] }[] = [
  { state: 'refused', text: '拒绝签名', reasons: ['不认可检查结果', '要等负责人来', '不说明理由'] },
  { state: 'unable', text: '不能签名', reasons: ['不识字', '手部受伤', '看不清'] },
  { state: 'absent', text: '不在现场', reasons: ['中途离开', '无法联系'] },
  {
    state: 'read_out',
    text: '已向其宣读',
    reasons: ['宣读后无异议，未签名', '宣读后有异议，未签名'],
  },
]

interface Props {
  name: string
  onClose: () => void
  onKeep: (refusal: Refusal) => void
}

interface Draft {
  state: Refusal['state'] | null
  reason: string
  witness: string
}

function Why({
  draft,
  reasons,
  change,
}: {
  draft: Draft
  reasons: string[]
  change: (part: Partial<Draft>) => void
}) {
  return (
    <View>
      <Text className='label'>理由</Text>
      <Choices
        single
        options={reasons}
        chosen={[draft.reason]}
        onToggle={(reason) => change({ reason })}
        testId='refusal-reason'
      />
      <View className='mt-2'>
        <Field
          area
          value={draft.reason}
          onChange={(reason) => change({ reason })}
          maxLength={500}
          placeholder='选一条，或写当事人的原话'
          testId='refusal-text'
        />
      </View>
      <Field
        label='见证人姓名（可以邀请，也可以不填）'
        value={draft.witness}
        onChange={(witness) => change({ witness })}
        maxLength={64}
        testId='witness-name'
      />
      <Rules
        found={broken('sign', ofRefusal(draft)).filter(({ severity }) => severity === 'warn')}
        testId='refusal-rules'
      />
    </View>
  )
}

/** Not signing is a path of its own: what happened, why, and a witness if one was invited. */
export function RefusalSheet({ name, onClose, onKeep }: Props) {
  const [draft, setDraft] = useState<Draft>({ state: null, reason: '', witness: '' })
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const { state, reason, witness } = draft
  const kind = STATES.find((one) => one.state === state)
  const lacks = [kind ? '' : '情形', reason.trim() ? '' : '理由'].filter(Boolean)
  const keep = () => {
    if (state && !lacks.length) onKeep({ state, reason: reason.trim(), witness: witness.trim() })
  }
  const choose = (text: string) =>
    change({ state: STATES.filter((one) => one.text === text)[0].state, reason: '' })
  return (
    <Sheet
      title={`${name}没有签名`}
      onClose={onClose}
      testId='refusal-sheet'
      foot={
        <View className='acts'>
          <Button
            look='main'
            text={lacks.length ? `还差 ${lacks.length} 项：${lacks.join('、')}` : '记下，继续'}
            waiting={lacks.length > 0}
            onTap={keep}
            testId='refusal-keep'
          />
        </View>
      }
    >
      <View className='t-body2 c-2'>
        如实注明情形和理由，两名执法人员都要签名。
        <Text className='t-note'> L7</Text>
      </View>
      <Text className='label'>是哪种情形</Text>
      <Choices
        single
        options={STATES.map(({ text }) => text)}
        chosen={kind ? [kind.text] : []}
        onToggle={choose}
        testId='refusal-state'
      />
      {kind ? <Why draft={draft} reasons={kind.reasons} change={change} /> : null}
    </Sheet>
  )
}
