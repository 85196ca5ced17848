import { View } from '@tarojs/components'
import { useState } from 'react'
import { Field } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'
import { Confirm } from './Confirm'
import type { HandoverPayloads, Part, PartShown } from '../shapes'

type Given = Omit<HandoverPayloads['handover.transfer'], 'handover_id'>
type Words = Partial<Record<Part, string>>

interface Props {
  parts: PartShown[]
  onClose: () => void
  onSend: (given: Given) => unknown
}

/** What the police get, part by part; what is not there is explained (L20). */
export function TransferSheet({ parts, onClose, onSend }: Props) {
  const [titles, setTitles] = useState<Words>({})
  const [reasons, setReasons] = useState<Words>({})
  const [tried, tryIt] = useState(false)
  const there = (part: Part) => Boolean((titles[part] ?? '').trim())
  const said = (part: Part) => Boolean((reasons[part] ?? '').trim())
  const lacks = parts.filter(({ part, needed }) => needed && !there(part) && !said(part))
  const sendOff = () => {
    if (lacks.length) return tryIt(true)
    const lacking: Words = {}
    parts.forEach(({ part }) => {
      if (!there(part) && said(part)) lacking[part] = (reasons[part] ?? '').trim()
    })
    const material = parts
      .filter(({ part }) => there(part))
      .map(({ part }) => ({ part, title: (titles[part] ?? '').trim() }))
    return onSend({ material, lacking })
  }
  return (
    <Sheet
      title='送达公安机关'
      onClose={onClose}
      testId='transfer-sheet'
      foot={
        <Confirm
          text='已送达，等签收'
          lacks={lacks.length ? `还差 ${lacks.length} 项材料` : ''}
          onTap={sendOff}
          testId='transfer-confirm'
        />
      }
    >
      <View className='t-body2 c-2 mb-2'>
        《行政执法机关移送涉嫌犯罪案件的规定》第六条（L20）。写材料名称和份数；没有的写原因。
      </View>
      {parts.map(({ part, title, needed }) => (
        <View className='mb-2' key={part}>
          <Field
            label={title}
            value={titles[part] ?? ''}
            onChange={(words) => setTitles((before) => ({ ...before, [part]: words }))}
            maxLength={120}
            placeholder='如：1 份 3 页'
            testId={`part-${part}`}
          />
          {needed && !there(part) ? (
            <Field
              value={reasons[part] ?? ''}
              onChange={(words) => setReasons((before) => ({ ...before, [part]: words }))}
              maxLength={200}
              placeholder='没有的话写原因'
              problem={tried && !said(part) ? '写份数，或写没有的原因' : undefined}
              testId={`why-${part}`}
            />
          ) : null}
        </View>
      ))}
    </Sheet>
  )
}
