import { Text, View } from '@tarojs/components'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { Sheet } from '../../ui/Sheet'
import { Tap } from '../../ui/Tap'
import { Photos } from '../Photos'
import type { DispositionKind, Item } from '../shapes'
import { KINDS, type Handling } from './draft'

const ALL: DispositionKind[] = ['D1', 'D2', 'D4', 'D5', 'D8']

interface Props {
  item: Item
  facts: string
  handling: Handling
  inspectionId: string
  onChange: (change: (handling: Handling) => Handling) => void
  onClose: () => void
}

function Kind({
  kind,
  on,
  hint,
  onTap,
}: {
  kind: DispositionKind
  on: boolean
  hint: boolean
  onTap: () => void
}) {
  return (
    <Tap
      role='checkbox'
      chosen={on}
      className={`kind ${on ? 'choice-on' : ''}`}
      onTap={onTap}
      testId={`disposition-${kind}`}
      label={KINDS[kind].text}
    >
      <View className='grow'>
        <View className='t-body2 strong'>
          {KINDS[kind].text}
          {hint ? <Text className='t-note'> 检查表建议</Text> : null}
        </View>
        <View className='t-note'>{KINDS[kind].note}</View>
      </View>
      {on ? <Icon name='check' size='l' /> : null}
    </Tap>
  )
}

/** How one finding is disposed of; several at once are usual. */
export function FindingSheet({ item, facts, handling, inspectionId, onChange, onClose }: Props) {
  const { kinds, measure, photosAfter } = handling
  const has = (kind: DispositionKind) => kinds.indexOf(kind) >= 0
  const toggle = (kind: DispositionKind) =>
    onChange((before) => ({
      ...before,
      kinds: has(kind) ? kinds.filter((one) => one !== kind) : kinds.concat(kind),
    }))
  const suggested = (kind: DispositionKind) => item.dispositions.indexOf(kind) >= 0
  const ordered = ALL.filter(suggested).concat(ALL.filter((kind) => !suggested(kind)))
  return (
    <Sheet
      title='这个问题怎么处置'
      onClose={onClose}
      testId='finding-sheet'
      foot={
        <View className='acts'>
          <Button look='main' text='好了' onTap={onClose} testId='finding-done' />
        </View>
      }
    >
      <View className='t-body2 c-2 mb-2'>{facts || item.text}</View>
      {ordered.map((kind) => (
        <Kind
          key={kind}
          kind={kind}
          on={has(kind)}
          hint={suggested(kind)}
          onTap={() => toggle(kind)}
        />
      ))}
      {has('D1') || has('D2') ? (
        <Field
          area
          label='改正要求（写进文书）'
          value={measure}
          onChange={(next) => onChange((before) => ({ ...before, measure: next }))}
          maxLength={1000}
          testId='measure'
        />
      ) : null}
      {has('D1') ? (
        <View>
          <Text className='label'>改后照片</Text>
          <Photos
            photos={photosAfter}
            onChange={(change) =>
              onChange((before) => ({ ...before, photosAfter: change(before.photosAfter) }))
            }
            what={['改后']}
            inspectionId={inspectionId}
            item={item.code}
            testId='add-photo-after'
          />
        </View>
      ) : null}
    </Sheet>
  )
}
