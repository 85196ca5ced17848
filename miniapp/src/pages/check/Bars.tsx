import { Text, View } from '@tarojs/components'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Parts } from '../../ui/Progress'
import { scrollTo } from '../../ui/scroll'
import { LackButton } from '../LackButton'
import type { Answer, Checklist, Item } from '../shapes'
import { lacksOfAnswer, tally } from '../steps'
import { useOutbox } from '../use'

interface Walk {
  checklist: Checklist
  answers: Record<string, Answer>
  current: string
}

export function sectionOf(checklist: Checklist, code: string): number {
  const at = checklist.sections.findIndex(({ items }) => items.some((item) => item.code === code))
  return Math.max(0, at)
}

/** How far the walk is, section by section, and whether it has been sent. */
export function Top({ checklist, answers, current }: Walk) {
  const { online, waiting } = useOutbox()
  const counted = tally(checklist, answers)
  const here = sectionOf(checklist, current)
  const parts = checklist.sections.map(({ items }, index) => ({
    size: items.length,
    done: items.filter(({ code }) => answers[code]).length,
    now: index === here,
  }))
  return (
    <View className='check-top'>
      <Parts parts={parts} />
      <View className='fx t-note2 mt-1'>
        <Text data-testid='progress'>
          已答 <Text className='strong'>{counted.answered}</Text>/{counted.total}
        </Text>
        {counted.fail ? (
          <View className='fx c-late strong ml-2'>
            <Icon name='stop' size='s' />
            <Text className='ml-1'>问题 {counted.fail}</Text>
          </View>
        ) : null}
        <View className={`fx push ${waiting ? 'c-warn' : 'c-done'}`}>
          <Icon name={waiting ? (online ? 'cloudup' : 'off') : 'cloudok'} size='s' />
          <Text className='ml-1'>{waiting ? '已存手机' : '已送达'}</Text>
        </View>
      </View>
    </View>
  )
}

interface FootProps {
  items: Item[]
  place: number
  answer: Answer | undefined
  left: number
  onMove: (place: number) => unknown
  onFinish: () => unknown
}

export function Foot({ items, place, answer, left, onMove, onFinish }: FootProps) {
  const lacks = lacksOfAnswer(items[place], answer)
  const last = place === items.length - 1
  const started = answer !== undefined
  let main = <Button look='main' text='下一项' onTap={() => onMove(place + 1)} testId='next-item' />
  if (last && !left)
    main = <Button look='main' text='答完了，去小结' onTap={onFinish} testId='to-conclude' />
  else if (last)
    main = <Button look='main' text={`还有 ${left} 项没答完`} onTap={onFinish} testId='next-open' />
  if (started && lacks.length) {
    main = <LackButton lacks={lacks} onTap={({ key }) => scrollTo(`check-${key}`)} testId='lacks' />
  }
  const short = started && lacks.length > 0
  return (
    <View className='acts'>
      {place > 0 ? (
        <Button
          tall
          look={short ? 'square' : 'line'}
          icon={short ? 'back' : undefined}
          text='上一项'
          onTap={() => onMove(place - 1)}
          testId='previous-item'
        />
      ) : null}
      {main}
      {short && !last ? (
        <Button
          look='square'
          icon='right'
          text='先跳过'
          onTap={() => onMove(place + 1)}
          testId='skip-item'
        />
      ) : null}
    </View>
  )
}
