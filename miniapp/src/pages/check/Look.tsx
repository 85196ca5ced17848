import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Row } from '../../ui/Row'
import { Chip, type Tone } from '../../ui/Status'
import type { IconName } from '../../ui/Icon'
import { Frame } from '../Frame'
import type { Answer, Basis, Checklist, Item } from '../shapes'
import { BasisSheet } from './Basis'

const WORDS: Record<string, { text: string; tone: Tone; icon: IconName }> = {
  pass: { text: '符合', tone: 'done', icon: 'check' },
  fail: { text: '不符合', tone: 'late', icon: 'x' },
  na: { text: '不适用', tone: 'idle', icon: 'minus' },
}

interface Props {
  checklist: Checklist
  answers: Record<string, Answer>
}

function Line({
  item,
  place,
  answer,
  onOpen,
}: {
  item: Item
  place: number
  answer: Answer | undefined
  onOpen: () => void
}) {
  const words = answer ? WORDS[answer.value] : null
  return (
    <Row
      className='rule-between'
      title={
        <Text>
          {place}．{item.text}
          {item.key ? ' ★' : ''}
        </Text>
      }
      note={answer?.finding?.facts || item.how}
      right={words ? <Chip {...words} /> : null}
      onTap={onOpen}
    />
  )
}

/** The whole checklist to read through: before going, and after it was concluded. */
export function Look({ checklist, answers }: Props) {
  const [basis, open] = useState<Basis[] | null>(null)
  let place = 0
  return (
    <Frame title={checklist.title} testId='checklist'>
      {checklist.sections.map((section) => (
        <View key={section.title}>
          <View className='section'>{section.title}</View>
          <View className='card rows'>
            {section.items.map((item) => {
              place += 1
              return (
                <Line
                  key={item.code}
                  item={item as Item}
                  place={place}
                  answer={answers[item.code]}
                  onOpen={() => open(item.basis)}
                />
              )
            })}
          </View>
        </View>
      ))}
      {basis ? <BasisSheet basis={basis} onClose={() => open(null)} /> : null}
    </Frame>
  )
}
