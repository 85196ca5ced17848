import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Icon } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { Tap } from '../../ui/Tap'
import type { Item } from '../shapes'
import { AnswerControl, type AnswerProps } from './answers'
import { BasisSheet, basisWords } from './Basis'

interface Props extends AnswerProps {
  item: Item
  place: number
  onOverview: () => void
}

/** One question: what, the answer at the same place every time, how to check, on what basis. */
export function Question({ item, place, onOverview, ...answer }: Props) {
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
          {item.required === false ? <Text className='t-note ml-2'>可以不填</Text> : null}
          {item.score ? <Text className='t-note ml-2'>{item.score} 分</Text> : null}
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
        <AnswerControl item={item} {...answer} />
      </View>
      <Tap className='row row-tight rule' onTap={() => openHow(!how)} testId='how' label='怎么查'>
        <Icon name='bulb' size='l' className='c-warn' />
        <View className={`grow t-body2 ${how ? '' : 'one-line'}`}>
          <Text className='strong'>怎么查 </Text>
          <Text>{item.how}</Text>
        </View>
        <Icon name={how ? 'up' : 'down'} size='s' className='row-chevron' />
      </Tap>
      {item.basis.length ? (
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
      ) : null}
      {basis ? <BasisSheet basis={item.basis} onClose={() => openBasis(false)} /> : null}
    </View>
  )
}
