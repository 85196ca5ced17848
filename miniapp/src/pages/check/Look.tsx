import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { words } from '@/checklists/kinds'
import { evaluate, VERDICTS, type Verdict } from '@/checklists/standing'
import { Row } from '../../ui/Row'
import { Chip, type Tone } from '../../ui/Status'
import type { IconName } from '../../ui/Icon'
import { Frame } from '../Frame'
import type { Answer, Basis, Checklist, Item } from '../shapes'
import { BasisSheet } from './Basis'

const LOOKS: Record<Verdict, { tone: Tone; icon: IconName }> = {
  pass: { tone: 'done', icon: 'check' },
  basic: { tone: 'done', icon: 'check' },
  fail: { tone: 'late', icon: 'x' },
  na: { tone: 'idle', icon: 'minus' },
  unchecked: { tone: 'idle', icon: 'minus' },
  noted: { tone: 'idle', icon: 'pen' },
}

interface Props {
  checklist: Checklist
  answers: Record<string, Answer>
}

function Line({
  item,
  place,
  answer,
  verdict,
  onOpen,
}: {
  item: Item
  place: number
  answer: Answer | undefined
  verdict: Verdict | undefined
  onOpen: () => void
}) {
  const fixed = typeof item.answer === 'string'
  const said = verdict ? words(item, answer?.value) : ''
  return (
    <Row
      className='rule-between'
      title={
        <Text>
          {place}．{item.text}
          {item.key ? ' ★' : ''}
        </Text>
      }
      note={answer?.finding?.facts || (!fixed && said) || item.how}
      right={verdict ? <Chip {...LOOKS[verdict]} text={fixed ? said : VERDICTS[verdict]} /> : null}
      onTap={onOpen}
    />
  )
}

/** The whole checklist to read through: before going, and after it was concluded. */
export function Look({ checklist, answers }: Props) {
  const [basis, open] = useState<Basis[] | null>(null)
  const { verdicts, visible } = evaluate(checklist, answers)
  const begun = Object.keys(answers).length > 0
  let place = 0
  return (
    <Frame title={checklist.title} testId='checklist'>
      {checklist.sections.map((section) => (
        <View key={`${section.matter ?? ''}${section.title}`}>
          <View className='section'>
            {section.matter ? `${section.matter}·` : ''}
            {section.title}
          </View>
          <View className='card rows'>
            {section.items.map((item) => {
              place += 1
              // before one goes, all that may be asked; afterwards, what was
              if (begun && visible.indexOf(item.code) < 0) return null
              return (
                <Line
                  key={item.code}
                  item={item as Item}
                  place={place}
                  answer={answers[item.code]}
                  verdict={verdicts[item.code]}
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
