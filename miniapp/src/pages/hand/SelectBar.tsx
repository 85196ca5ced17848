import { Text, View } from '@tarojs/components'
import { Button } from '../../ui/Button'
import { Tap } from '../../ui/Tap'
import type { Selecting } from './useSelecting'

/** Above a list: begins and ends the ticking. */
export function SelectLine({ selecting, words }: { selecting: Selecting; words: string }) {
  return (
    <View className='fx select-line'>
      <Text className='grow t-note2'>
        {selecting.on ? `已选 ${selecting.count} 个` : words}
      </Text>
      <Tap
        className='btn btn-text'
        onTap={() => (selecting.on ? selecting.stop() : selecting.start())}
        testId='select'
        label={selecting.on ? '不选了' : '选择'}
      >
        {selecting.on ? '不选了' : '选择'}
      </Tap>
    </View>
  )
}

/** At the bottom while ticking. */
export function SelectFoot({ selecting }: { selecting: Selecting }) {
  const { count, hand } = selecting
  return (
    <View className='acts'>
      <Button
        look='main'
        icon='swap'
        waiting={!count}
        text={count ? `移交选中的 ${count} 个` : '点一下要移交的'}
        onTap={() => (count ? hand() : undefined)}
        testId='hand-selected'
      />
    </View>
  )
}
