import { View } from '@tarojs/components'
import { useMemo, useState } from 'react'
import { api } from '@/store'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'
import { Confirm } from './Confirm'
import { timeOf } from '../../ui/words'
import type { Handover, Material } from '../shapes'
import { useRead } from '../use'

interface Props {
  one: Handover
  onClose: () => void
  onSend: (reason: string, material: Material[]) => unknown
}

interface Original {
  words: string
  material: Material
}

/** The originals of the inspection that the findings come from. */
function useOriginals(one: Handover): Original[] {
  const id = one.things.find((each) => each.inspection_id)?.inspection_id
  const inspection = useRead(useMemo(() => (id ? api.inspection(id) : null), [id])).value
  if (!id || !inspection) return []
  const papers: Original[] = inspection.documents.map((paper) => ({
    words: `${paper.title} ${paper.number}`,
    material: { inspection_id: id, document_id: paper.id },
  }))
  const photos: Original[] = inspection.evidence
    .filter(({ kind }) => kind === 'photo')
    .map(({ sha256, taken_at: at }, index) => ({
      words: `照片 ${index + 1}（${timeOf(at)}）`,
      material: { inspection_id: id, sha256 },
    }))
  return papers.concat(photos)
}

const toggled = (list: string[], one: string) =>
  list.indexOf(one) >= 0 ? list.filter((other) => other !== one) : list.concat(one)

function Returned({ one }: { one: Handover }) {
  const last = one.steps.filter(({ act }) => act === 'return').pop()
  return last ? <View className='speech mb-2'>退回原因：{last.reason}</View> : null
}

/** What was missing is added; what went along before stays. */
export function ResendSheet({ one, onClose, onSend }: Props) {
  const originals = useOriginals(one)
  const [reason, setReason] = useState('')
  const [paper, setPaper] = useState('')
  const [ticked, tick] = useState<string[]>([])
  const ready = reason.trim().length > 0
  const send = () => {
    if (!ready) return undefined
    const chosen = originals.filter(({ words }) => ticked.indexOf(words) >= 0)
    const material: Material[] = chosen.map((each) => each.material)
    if (paper.trim()) material.push({ title: paper.trim() })
    return onSend(reason.trim(), material)
  }
  return (
    <Sheet
      title='补充后再移交'
      onClose={onClose}
      testId='reason-sheet'
      foot={
        <Confirm
          text='再次移交'
          lacks={ready ? '' : '还差 1 项：补充了什么'}
          onTap={send}
          testId='reason-confirm'
        />
      }
    >
      <Returned one={one} />
      <Field
        area
        label='补充了什么'
        value={reason}
        onChange={setReason}
        maxLength={500}
        testId='reason-text'
      />
      {originals.length ? (
        <View className='mt-2'>
          <View className='label'>加带的原件</View>
          <Choices
            options={originals.map(({ words }) => words)}
            chosen={ticked}
            onToggle={(words) =>
              tick((before) => toggled(before, words))
            }
            testId='resend-original'
          />
        </View>
      ) : null}
      <Field
        label='加带的纸质材料'
        value={paper}
        onChange={setPaper}
        maxLength={120}
        placeholder='名称、份数，没有就空着'
        testId='resend-paper'
      />
    </Sheet>
  )
}
