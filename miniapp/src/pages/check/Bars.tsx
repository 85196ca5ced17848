import { Text, View } from '@tarojs/components'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Parts } from '../../ui/Progress'
import { scrollTo } from '../../ui/scroll'
import { LackButton } from '../LackButton'
import type { Checklist, Item } from '../shapes'
import { lacksOfAnswer, tally } from '../steps'
import { useOutbox } from '../use'
import type { Work } from './answering'

export function sectionOf(checklist: Checklist, code: string): number {
  const at = checklist.sections.findIndex(({ items }) => items.some((item) => item.code === code))
  return Math.max(0, at)
}

/** How far the walk is, section by section, and whether it has been sent. */
export function Top({ checklist, work }: { checklist: Checklist; work: Work }) {
  const { online, waiting } = useOutbox()
  const { visible, verdicts } = work.standing
  const counted = tally(checklist, work.answers)
  const here = sectionOf(checklist, work.current)
  const parts = checklist.sections.map(({ items }, index) => {
    const shown = items.filter(({ code }) => visible.indexOf(code) >= 0)
    const done = shown.filter(({ code }) => verdicts[code]).length
    return { size: shown.length, done, now: index === here }
  })
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
  /** Those that are shown. */
  items: Item[]
  work: Work
  left: number
  onFinish: () => unknown
}

export function Foot({ items, work, left, onFinish }: FootProps) {
  const place = items.findIndex(({ code }) => code === work.current)
  const answer = work.answers[work.current]
  const lacks = lacksOfAnswer(items[place], answer, work.standing.verdicts[work.current])
  const last = place === items.length - 1
  const started = Boolean(answer && answer.value !== null)
  const onMove = (to: number) => work.leave(items[to].code)
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
