import { View } from '@tarojs/components'
import { Button } from '../../ui/Button'

interface Props {
  text: string
  lacks: string
  onTap: () => unknown
  testId: string
}

/** The foot of a sheet: the step, or what it still lacks. */
export function Confirm({ text, lacks, onTap, testId }: Props) {
  return (
    <View className='acts'>
      <Button
        look='main'
        text={lacks || text}
        waiting={lacks !== ''}
        onTap={onTap}
        testId={testId}
      />
    </View>
  )
}
