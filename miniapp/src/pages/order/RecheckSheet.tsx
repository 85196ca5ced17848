import { Text, View } from '@tarojs/components'
import { Button } from '../../ui/Button'
import { Row } from '../../ui/Row'
import { Sheet } from '../../ui/Sheet'
import { monthDay } from '../../ui/words'
import type { Order } from '../shapes'

interface Props {
  order: Order
  onClose: () => void
  onStart: () => void
}

/** 安排复查: who goes, until when, and what is looked at, before the task is made. */
export function RecheckSheet({ order, onClose, onStart }: Props) {
  const names = order.team.map(({ name }) => name).join('、')
  return (
    <Sheet
      title='安排复查'
      onClose={onClose}
      testId='recheck-sheet'
      foot={
        <View className='acts'>
          <Button
            look='main'
            icon='hist'
            text='安排复查'
            onTap={onStart}
            testId='recheck-confirm'
          />
        </View>
      }
    >
      <View className='rows'>
        <Row
          className='rule-between'
          icon='users'
          title={<Text className='strong'>{names}</Text>}
          note='还是原来的检查组，仍要两人到场；要换人，请科室负责人在后台安排'
        />
        <Row
          className='rule-between'
          icon='list'
          title={<Text className='strong'>只查这 {order.items.length} 项</Text>}
          note='每项记已整改或未整改，各拍一张现在的照片'
        />
        <Row
          className='rule-between'
          icon='cal'
          title={<Text className='strong'>{monthDay(order.recheck_by)}前查完</Text>}
          note={
            order.recheck_late ? '已经超期，任务期限按今天算' : '期限过后，最迟到这天要去复查'
          }
        />
      </View>
    </Sheet>
  )
}
