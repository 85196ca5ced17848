import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import type { Change, Panorama } from '@/store/panorama'
import { Button } from '../../ui/Button'
import { Row } from '../../ui/Row'
import { dayOf } from '../../ui/words'
import { go } from '../go'

const FIRST = 3

function One({ change }: { change: Change }) {
  return (
    <View className='row rule-between fx-top'>
      <View className='grow'>
        <View className='t-body2 strong'>
          {change.kind_in_words}
          <Text className='t-note'> {dayOf(change.at)}</Text>
        </View>
        {change.facts.map((fact) => (
          <View className='t-note2' key={fact.field}>
            {fact.title}：{fact.before ? `${fact.before} 改为 ` : ''}
            {fact.after || '去掉'}
          </View>
        ))}
        <View className='t-note'>
          {change.by_name}，{change.source}，{change.valid_from} 起
        </View>
      </View>
    </View>
  )
}

/** What was merged into it, and the history of changes. */
export function Changes({ changes, absorbed }: Pick<Panorama, 'changes' | 'absorbed'>) {
  const [all, showAll] = useState(false)
  const { items } = changes
  if (!items.length && !absorbed.length) return null
  return (
    <View>
      <View className='section'>变更记录</View>
      <View className='card rows' data-testid='changes'>
        {absorbed.map((one) => (
          <Row
            className='rule-between'
            key={one.id}
            icon='swap'
            title={`并入：${one.name}`}
            note={one.number}
            onTap={() => go('subject', { id: one.id })}
          />
        ))}
        {items.slice(0, all ? undefined : FIRST).map((one) => (
          <One key={one.id} change={one} />
        ))}
        {!all && items.length > FIRST ? (
          <View className='pad'>
            <Button text='看更早的变更' onTap={() => showAll(true)} testId='changes-more' />
          </View>
        ) : null}
        {all && changes.next ? (
          <View className='pad t-note'>更早的变更请在管理后台看。</View>
        ) : null}
      </View>
    </View>
  )
}
