import { Text, View } from '@tarojs/components'
import { Chip } from '../../ui/Status'
import { Tap } from '../../ui/Tap'
import { momentInWords } from '../../ui/words'
import type { Approval } from '../shapes'
import { leftInWords } from '../start/wish'

const TONE = { pending: 'pending', approved: 'done', returned: 'warn', rejected: 'late' } as const

export function ApprovalChip({ one }: { one: Approval }) {
  const urgent = one.state === 'pending' && one.emergency
  return (
    <Chip
      tone={one.late ? 'late' : urgent ? 'warn' : TONE[one.state]}
      icon={one.late ? 'alarm' : urgent ? 'clock' : one.state === 'rejected' ? 'stop' : undefined}
      text={one.late ? '逾期未补批' : one.state_in_words}
      testId='approval-state'
    />
  )
}

/** How long an emergency's approval may still be made up. */
export function Term({ one }: { one: Approval }) {
  if (one.minutes_left === null) return null
  return (
    <View className={one.late ? 't-body2 c-late strong' : 't-body2 c-warn strong'}>
      {one.late ? '补批' : '还剩 '}
      {leftInWords(one.minutes_left)}
    </View>
  )
}

/** One wish in the list. */
export function ApprovalRow({ one, onTap }: { one: Approval; onTap: () => void }) {
  return (
    <Tap
      className='task-line'
      role='link'
      onTap={onTap}
      label={`${one.title}，${one.state_in_words}`}
      testId='approval-row'
    >
      <View className='fx-top'>
        <View className='task-name grow'>{one.title}</View>
        <View className='ml-2'>
          <ApprovalChip one={one} />
        </View>
      </View>
      <View className='t-note2'>{one.reason || one.kind_in_words}</View>
      <View className='fx t-note mt-1'>
        <Text className='grow'>
          {one.asked_by} {momentInWords(one.asked_at)}
        </Text>
        <Term one={one} />
      </View>
    </Tap>
  )
}
