import { Text, View } from '@tarojs/components'
import { useMemo, useState } from 'react'
import { api } from '@/store'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { Sheet } from '../../ui/Sheet'
import { Tap } from '../../ui/Tap'
import type { Receivers, Way } from '../shapes'
import { useRead } from '../use'
import { useSettled } from '../useSettled'
import type { HandDraft } from './draft'
import { asksFor, choicesOf, isOutside, type Choice } from './receiving'

function Line({ choice, on, onTap }: { choice: Choice; on: boolean; onTap: () => void }) {
  return (
    <Tap
      role='radio'
      chosen={on}
      className={`kind ${on ? 'choice-on' : ''}`}
      onTap={onTap}
      testId='receiver-choice'
      label={choice.name}
    >
      <View className='grow'>
        <View className='t-body2 strong'>{choice.name}</View>
        <View className='t-note'>{choice.note}</View>
      </View>
      {on ? <Icon name='check' size='l' /> : null}
    </Tap>
  )
}

interface Props {
  way: Way
  draft: HandDraft
  receivers: Receivers
  onChange: (part: Partial<HandDraft>) => void
  onClose: () => void
}

/** What the server finds behind what the phone keeps, and how that stands. */
function useFurther(way: Way, receivers: Receivers, typed: string) {
  const q = useSettled(typed)
  const asks = asksFor(way, receivers, q)
  const { value, loading, problem } = useRead(
    useMemo(() => (asks ? api.agencies(q, way === 'unit') : null), [asks, q, way]),
  )
  const waits = asksFor(way, receivers, typed.trim()) && (loading || q !== typed.trim())
  const said = waits
    ? '正在找其他单位…'
    : problem
      ? problem.status === 0
        ? '现在没有网络，只找了手机里存的单位'
        : problem.title
      : value?.more
        ? '还有，再多打几个字就更准'
        : ''
  return { found: value?.items, waits, said }
}

/** Who is to get it: from the list, or by name where it is not in it. */
export function ReceiverSheet({ way, draft, receivers, onChange, onClose }: Props) {
  const [typed, type] = useState('')
  const { found, waits, said } = useFurther(way, receivers, typed)
  const choices = choicesOf(way, receivers, typed.trim(), found)
  const pick = (choice: Choice) => {
    onChange({ receiver: choice, name: '', unit: '' })
    onClose()
  }
  const outside = isOutside(way, receivers, typed.trim(), found)
  return (
    <Sheet
      title={way === 'officer' ? '转派给谁' : '移交给哪个单位'}
      onClose={onClose}
      testId='receiver-sheet'
    >
      <Field
        value={typed}
        onChange={type}
        maxLength={64}
        placeholder={way === 'officer' ? '姓名、部门' : '单位名称、领域；名单里没有的写全称'}
        testId='receiver-typed'
      />
      <View className='mt-2' role='radiogroup' aria-label='可选的'>
        {choices.map((choice) => (
          <Line
            key={choice.id}
            choice={choice}
            on={draft.receiver?.id === choice.id}
            onTap={() => pick(choice)}
          />
        ))}
      </View>
      {said ? (
        <View className='t-note2 mb-2' data-testid='receiver-said'>
          {said}
        </View>
      ) : null}
      {choices.length || waits ? null : (
        <View className='t-body2 c-2 mb-2'>
          <Text>名单里没有“{typed}”。</Text>
        </View>
      )}
      {outside ? (
        <Button
          look='soft'
          text={`就用“${typed.trim()}”，对方签收由我登记`}
          onTap={() => {
            onChange({ receiver: null, name: typed.trim(), unit: '' })
            onClose()
          }}
          testId='receiver-outside'
        />
      ) : null}
    </Sheet>
  )
}
