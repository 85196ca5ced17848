import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Icon } from '../../ui/Icon'
import { Tap } from '../../ui/Tap'
import type { EarlierProblem } from '../shapes'

const MOST = 5

/** What was wrong here last time stands first: one looks at that before anything else. */
export function Pinned({ pinned, onOpen }: {
  pinned: EarlierProblem[]
  onOpen: (code: string) => void
}) {
  const [wide, widen] = useState(true)
  if (!pinned.length) return null
  return (
    <View className='card' data-testid='pinned'>
      <Tap className='row row-tight' onTap={() => widen(!wide)} label='上次的问题'>
        <Icon name='hist' size='l' className='c-warn' />
        <View className='grow t-body2 strong'>上次的问题 {pinned.length} 项，先看</View>
        <Icon name={wide ? 'up' : 'down'} size='s' className='row-chevron' />
      </Tap>
      {wide
        ? pinned.slice(0, MOST).map(({ item, facts, text, day, agency }) => (
            <Tap
              className='row row-tight rule'
              key={item}
              onTap={() => onOpen(item)}
              label={facts || text}
              testId='pinned-one'
            >
              <View className='grow'>
                <View className='t-body2'>{facts || text}</View>
                <View className='t-note'>
                  {day}·{agency}
                </View>
              </View>
              <Icon name='right' size='s' className='row-chevron' />
            </Tap>
          ))
        : null}
    </View>
  )
}

/** On the item itself: it failed before. */
export function FailedBefore({ one }: { one: EarlierProblem | undefined }) {
  if (!one) return null
  return (
    <View className='t-note c-warn mb-2' data-testid='failed-before'>
      <Text className='strong'>上次不符合</Text>（{one.day}·{one.agency}）：{one.facts || one.text}
    </View>
  )
}
