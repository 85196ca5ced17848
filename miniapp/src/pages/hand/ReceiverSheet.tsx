import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { Sheet } from '../../ui/Sheet'
import { Tap } from '../../ui/Tap'
import type { Receivers, Way } from '../shapes'
import type { HandDraft } from './draft'

interface Choice {
  id: string
  name: string
  note: string
}

/** Whom this way may go to, those of the same line first. */
function choicesOf(way: Way, { agencies, officers }: Receivers): Choice[] {
  if (way === 'officer') return officers.map(({ id, name, post }) => ({ id, name, note: post }))
  const own = { id: 'own', name: '本单位办案机构', note: '再选一个部门' }
  const others = agencies
    .filter((one) => !one.own && (way !== 'unit' || one.kin))
    .map(({ id, name, field }) => ({ id, name, note: field }))
  return way === 'case' ? [own].concat(others) : others
}

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

/** Who is to get it: from the list, or by name where it is not in it. */
export function ReceiverSheet({ way, draft, receivers, onChange, onClose }: Props) {
  const [typed, type] = useState('')
  const choices = choicesOf(way, receivers).filter(
    ({ name, note }) => !typed || name.indexOf(typed) >= 0 || note.indexOf(typed) >= 0,
  )
  const pick = (choice: Choice) => {
    onChange({ receiver: choice, name: '', unit: '' })
    onClose()
  }
  const outside = way !== 'officer' && way !== 'unit' && typed.trim().length > 3
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
        placeholder={way === 'officer' ? '姓名、部门' : '单位名称，名单里没有的写全称'}
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
      {choices.length ? null : (
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
