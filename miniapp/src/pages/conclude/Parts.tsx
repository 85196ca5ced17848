import { Image, Text, View } from '@tarojs/components'
import { evaluate } from '@/checklists/standing'
import { Icon, type IconName } from '../../ui/Icon'
import { Sheet } from '../../ui/Sheet'
import { Chip, type Tone } from '../../ui/Status'
import { Tap } from '../../ui/Tap'
import type { Checklist, DispositionKind, Inspection, Item } from '../shapes'
import { scoreLine } from '../check/Overview'
import { tally } from '../steps'
import { usePicture } from '../use'
import { KINDS, RESULTS } from './draft'

const LOOKS: Record<DispositionKind, { tone: Tone; icon: IconName }> = {
  D0: { tone: 'done', icon: 'okc' },
  D1: { tone: 'done', icon: 'okc' },
  D2: { tone: 'warn', icon: 'cal' },
  D3: { tone: 'late', icon: 'stop' },
  D4: { tone: 'pending', icon: 'swap' },
  D5: { tone: 'review', icon: 'send' },
  D6: { tone: 'late', icon: 'shield' },
  D7: { tone: 'warn', icon: 'lock' },
  D8: { tone: 'active', icon: 'bulb' },
  D9: { tone: 'idle', icon: 'star' },
}

export function Counts({
  checklist,
  inspection,
}: {
  checklist: Checklist
  inspection: Inspection
}) {
  const { pass, basic, fail, na, unchecked, noted } = tally(checklist, inspection.answers)
  const { score } = evaluate(checklist, inspection.answers)
  const one = (count: number, word: string, tone: string, icon: IconName) => (
    <View className='count'>
      <View className={`t-num ${tone}`}>{count}</View>
      <View className='count-word'>
        <Icon name={icon} size='s' className={tone} />
        <Text className='ml-1'>{word}</Text>
      </View>
    </View>
  )
  return (
    <View className='card'>
      <View className='counts' data-testid='counts'>
        {one(pass, '符合', 'c-done', 'check')}
        {basic ? one(basic, '基本符合', 'c-done', 'check') : null}
        {one(fail, '不符合', 'c-late', 'x')}
        {one(na, '不适用', 'c-idle', 'minus')}
        {unchecked ? one(unchecked, '未检查', 'c-idle', 'minus') : null}
        {noted ? one(noted, '已记录', 'c-idle', 'pen') : null}
      </View>
      {score ? (
        <View className='pad rule t-body2' data-testid='score'>
          {scoreLine(score)}
        </View>
      ) : null}
    </View>
  )
}

export function Finding({
  item,
  facts,
  photo,
  kinds,
  onTap,
}: {
  item: Item
  facts: string
  photo: string | undefined
  kinds: DispositionKind[]
  onTap: () => void
}) {
  const source = usePicture(photo)
  return (
    <Tap className='row rule-between' onTap={onTap} testId='finding-row' label={facts || item.text}>
      {source ? <Image className='thumb' src={source} mode='aspectFill' /> : null}
      <View className='grow'>
        <View className='t-body2 strong'>
          {facts || item.text}
          {item.key ? ' ★' : ''}
        </View>
        <View className='tags'>
          {kinds.map((kind) => (
            <Chip key={kind} {...LOOKS[kind]} text={KINDS[kind].text} />
          ))}
          {kinds.length ? null : <Chip tone='late' icon='tri' text='还没定怎么处置' />}
        </View>
      </View>
      <Icon name='right' size='s' className='row-chevron' />
    </Tap>
  )
}

export function ResultSheet({
  chosen,
  onPick,
  onClose,
}: {
  chosen: number
  onPick: (result: number) => void
  onClose: () => void
}) {
  return (
    <Sheet title='检查结果' onClose={onClose} testId='result-sheet'>
      {RESULTS.map((words, index) => (
        <Tap
          key={words}
          role='radio'
          chosen={chosen === index + 1}
          className={`kind ${chosen === index + 1 ? 'choice-on' : ''}`}
          onTap={() => onPick(index + 1)}
          testId={`result-${index + 1}`}
          label={words}
        >
          <View className='grow t-body2'>{words}</View>
          {chosen === index + 1 ? <Icon name='check' size='l' /> : null}
        </Tap>
      ))}
    </Sheet>
  )
}
