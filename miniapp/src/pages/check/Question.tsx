import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Icon, type IconName } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { Tap } from '../../ui/Tap'
import type { Item, Value } from '../shapes'
import { BasisSheet, basisWords } from './Basis'

const ANSWERS: { value: Value; text: string; icon?: IconName; testId: string }[] = [
  { value: 'pass', text: '符合', icon: 'check', testId: 'answer-pass' },
  { value: 'fail', text: '不符合', icon: 'x', testId: 'answer-fail' },
  { value: 'na', text: '不适用', testId: 'answer-na' },
]

interface Props {
  item: Item
  place: number
  value: Value | undefined
  onAnswer?: (value: Value) => unknown
  onOverview: () => void
}

function Answers({ value, onAnswer }: Pick<Props, 'value' | 'onAnswer'>) {
  return (
    <View className='answers' role='radiogroup' aria-label='结论'>
      {ANSWERS.map((one) => (
        <Tap
          key={one.value}
          role='radio'
          chosen={value === one.value}
          className={`answer answer-${one.value} ${value === one.value ? `answer-on-${one.value}` : ''}`}
          onTap={() => onAnswer && onAnswer(one.value)}
          testId={one.testId}
          label={one.text}
        >
          {one.icon ? <Icon name={one.icon} size='l' /> : null}
          <Text>{one.text}</Text>
        </Tap>
      ))}
    </View>
  )
}

/** One question: what, the answer at the same place every time, how to check, on what basis. */
export function Question({ item, place, value, onAnswer, onOverview }: Props) {
  const [how, openHow] = useState(false)
  const [basis, openBasis] = useState(false)
  return (
    <View className='card' id='check-answer'>
      <View className='pad'>
        <View className='fx'>
          <Text className='t-note2 strong'>第 {place} 项</Text>
          {item.key ? (
            <View className='chip chip-late ml-2'>
              <Text className='key-star'>★</Text>
              <Text className='ml-1'>重点项</Text>
            </View>
          ) : null}
          <Tap
            className='btn btn-text push overview-open'
            onTap={onOverview}
            testId='overview'
            label='目录'
          >
            <Icon name='list' />
            <Text>目录</Text>
          </Tap>
        </View>
        <View className='t-title question' role='heading' aria-level={2} data-testid='question'>
          {item.text}
        </View>
        {onAnswer ? <Answers value={value} onAnswer={onAnswer} /> : null}
      </View>
      <Tap className='row row-tight rule' onTap={() => openHow(!how)} testId='how' label='怎么查'>
        <Icon name='bulb' size='l' className='c-warn' />
        <View className={`grow t-body2 ${how ? '' : 'one-line'}`}>
          <Text className='strong'>怎么查 </Text>
          <Text>{item.how}</Text>
        </View>
        <Icon name={how ? 'up' : 'down'} size='s' className='row-chevron' />
      </Tap>
      <Row
        className='row-tight rule'
        icon='book'
        tone='c-active'
        title={
          <View className='one-line'>
            <Text className='strong'>依据 </Text>
            <Text>{basisWords(item.basis)}</Text>
          </View>
        }
        onTap={() => openBasis(true)}
        testId='basis'
      />
      {basis ? <BasisSheet basis={item.basis} onClose={() => openBasis(false)} /> : null}
    </View>
  )
}
