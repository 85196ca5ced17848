import { Text, View } from '@tarojs/components'
import { Button } from '../../ui/Button'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { Sheet } from '../../ui/Sheet'
import { Tap } from '../../ui/Tap'
import { Photos } from '../Photos'
import type { DispositionKind, EarlierProblem, Item } from '../shapes'
import { KINDS, type Handling } from './draft'

const ALL: DispositionKind[] = ['D1', 'D2', 'D8', 'D3', 'D7', 'D4', 'D5', 'D6', 'D9']
const REASONED: DispositionKind[] = ['D3', 'D5', 'D6', 'D9']
const EXEMPT = { first: '首违不罚', slight: '轻微免罚' }

interface Props {
  item: Item
  facts: string
  handling: Handling
  inspectionId: string
  /** The same found here before. */
  earlier: EarlierProblem[]
  onChange: (change: (handling: Handling) => Handling) => void
  onClose: () => void
}

/** Whether it is a first offence, as far as anybody has recorded. */
function Earlier({ earlier }: { earlier: EarlierProblem[] }) {
  const last = earlier[0]
  return (
    <View className={`t-note mb-2 ${last ? 'c-warn' : ''}`} data-testid='earlier'>
      {last
        ? `以前查到过 ${earlier.length} 次，最近 ${last.day}（${last.agency}）`
        : '没有查到以前有同样的问题。首次、轻微并改正的，可以教育提醒'}
    </View>
  )
}

type Part = Pick<Props, 'item' | 'handling' | 'inspectionId' | 'onChange'>

/** 教育提醒: on what ground nothing is punished, and the pledge the party signed. */
function Teaching({ item, handling, inspectionId, onChange }: Part) {
  const { exempt, pledge } = handling
  const names = Object.keys(EXEMPT) as (keyof typeof EXEMPT)[]
  return (
    <View>
      <Text className='label'>不予处罚的理由（没有就不选）</Text>
      <Choices
        single
        options={names.map((name) => EXEMPT[name])}
        chosen={exempt ? [EXEMPT[exempt]] : []}
        onToggle={(word) => {
          const next = names.filter((name) => EXEMPT[name] === word)[0]
          onChange((before) => ({ ...before, exempt: before.exempt === next ? '' : next }))
        }}
        testId='exempt'
      />
      {exempt ? (
        <View>
          <Text className='label'>承诺书（拍下签好的）</Text>
          <Photos
            photos={pledge}
            onChange={(change) =>
              onChange((before) => ({ ...before, pledge: change(before.pledge) }))
            }
            what={['承诺书']}
            inspectionId={inspectionId}
            item={item.code}
            testId='add-pledge'
          />
        </View>
      ) : null}
    </View>
  )
}

/** What the kinds chosen want to be told. */
function Told({ item, handling, inspectionId, onChange }: Part) {
  const { kinds, to, reason } = handling
  const has = (kind: DispositionKind) => kinds.indexOf(kind) >= 0
  return (
    <View>
      {has('D1') ? (
        <View>
          <Text className='label'>改后照片</Text>
          <Photos
            photos={handling.photosAfter}
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
      {has('D5') ? (
        <Field
          label='移交给哪个单位'
          value={to}
          onChange={(next) => onChange((before) => ({ ...before, to: next }))}
          maxLength={128}
          testId='to'
        />
      ) : null}
      {kinds.some((kind) => REASONED.indexOf(kind) >= 0) ? (
        <Field
          area
          label='处置理由（写进笔录）'
          value={reason}
          onChange={(next) => onChange((before) => ({ ...before, reason: next }))}
          maxLength={1000}
          placeholder='什么隐患、什么线索、为什么'
          testId='reason'
        />
      ) : null}
      {has('D8') ? (
        <Teaching
          item={item}
          handling={handling}
          inspectionId={inspectionId}
          onChange={onChange}
        />
      ) : null}
    </View>
  )
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
export function FindingSheet(props: Props) {
  const { item, facts, handling, inspectionId, earlier, onChange, onClose } = props
  const { kinds, measure } = handling
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
      <Earlier earlier={earlier} />
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
      <Told item={item} handling={handling} inspectionId={inspectionId} onChange={onChange} />
    </Sheet>
  )
}
