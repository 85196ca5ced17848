import { View } from '@tarojs/components'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { Sheet } from '../../ui/Sheet'

interface Props {
  title: string
  /** As far as it is written. */
  reason: string
  onWrite: (reason: string) => void
  onClose: () => void
  onKeep: (reason: string) => void
}

/** 更正: first why, then everybody signs the new version. */
export function CorrectSheet({ title, reason, onWrite, onClose, onKeep }: Props) {
  const bare = reason.trim()
  return (
    <Sheet
      title={`更正《${title}》`}
      onClose={onClose}
      testId='correct-sheet'
      foot={
        <View className='acts'>
          <Button
            look='main'
            text={bare ? '按现在的记录重新签' : '还差 1 项：更正原因'}
            waiting={!bare}
            onTap={() => (bare ? onKeep(bare) : undefined)}
            testId='correct-keep'
          />
        </View>
      }
    >
      <View className='t-body2 c-2 mb-2'>
        新的一版用同一个文号，写明更正原因；签过的那一版不删。扫码查验会说明以哪一版为准，当事人看得到原因。
      </View>
      <Field
        area
        label='更正原因'
        value={reason}
        onChange={onWrite}
        maxLength={500}
        placeholder='哪里写错了，应当怎样'
        testId='correct-reason'
      />
    </Sheet>
  )
}
