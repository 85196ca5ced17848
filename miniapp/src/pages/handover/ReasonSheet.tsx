import { View } from '@tarojs/components'
import { useState } from 'react'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'
import { Confirm } from './Confirm'

export interface Asked {
  title: string
  note: string
  button: string
  reasons: string[]
  /** Also who signed outside the system. */
  signer: boolean
  /** The reason may stay away where only the signer counts. */
  plain?: boolean
}

interface Props {
  asked: Asked
  onClose: () => void
  onSay: (reason: string, signedBy: string) => unknown
}

/** A step with its reason, which the other side reads. */
export function ReasonSheet({ asked, onClose, onSay }: Props) {
  const [reason, setReason] = useState('')
  const [signer, setSigner] = useState('')
  const [tried, tryIt] = useState(false)
  const lacks = [
    asked.signer && !signer.trim() ? '对方经办人' : '',
    !asked.plain && !reason.trim() ? '原因' : '',
  ].filter(Boolean)
  const say = () => (lacks.length ? tryIt(true) : onSay(reason.trim(), signer.trim()))
  return (
    <Sheet
      title={asked.title}
      onClose={onClose}
      testId='reason-sheet'
      foot={
        <Confirm
          text={asked.button}
          lacks={lacks.length ? `还差 ${lacks.length} 项：${lacks.join('、')}` : ''}
          onTap={say}
          testId='reason-confirm'
        />
      }
    >
      <View className='t-body2 c-2 mb-2'>{asked.note}</View>
      {asked.signer ? (
        <Field
          label='对方经办人'
          value={signer}
          onChange={setSigner}
          maxLength={64}
          problem={tried && !signer.trim() ? '请写明是谁' : undefined}
          testId='signed-by'
        />
      ) : null}
      {asked.plain ? null : (
        <View>
          <Choices
            single
            options={asked.reasons}
            chosen={[reason]}
            onToggle={setReason}
            testId='reason'
          />
          <Field
            area
            label='原因'
            value={reason}
            onChange={setReason}
            maxLength={500}
            placeholder='选一条，或自己写'
            problem={tried && !reason.trim() ? '请写明原因' : undefined}
            testId='reason-text'
          />
        </View>
      )}
    </Sheet>
  )
}
