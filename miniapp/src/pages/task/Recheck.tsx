import { Text, View } from '@tarojs/components'
import { Row } from '../../ui/Row'
import { monthDay } from '../../ui/words'
import { go } from '../go'
import type { TaskRecheck } from '../shapes'

/** What a recheck looks for stands first: the order, and each thing that was to be put right. */
export function Recheck({ recheck }: { recheck: TaskRecheck }) {
  return (
    <View className='card rows' data-testid='recheck'>
      <Row
        className='rule-between'
        icon='undo'
        tone='c-warn'
        title={<Text className='strong'>复查 {recheck.number}</Text>}
        note={`${monthDay(recheck.ordered_on)}责令，应在 ${monthDay(recheck.due)}前改好`}
        onTap={() => go('order', { id: recheck.order_id })}
        testId='open-order'
      />
      {recheck.items.map(({ code, facts, measure }, index) => (
        <Row
          className='rule-between'
          key={code}
          title={`${index + 1}．${facts}`}
          note={measure ? `要求：${measure}` : undefined}
        />
      ))}
    </View>
  )
}
