import { Text, View } from '@tarojs/components'
import { Tap } from '../ui/Tap'
import type { Lack } from './steps'

interface Props {
  lacks: Lack[]
  onTap: (lack: Lack) => void
  testId?: string
}

/** The main action while it cannot be used: what is missing, and each of it can be tapped. */
export function LackButton({ lacks, onTap, testId }: Props) {
  return (
    <View className='btn btn-main btn-wait lack' data-testid={testId} role='group'>
      <Text>还差 {lacks.length} 项：</Text>
      {lacks.map((lack, index) => (
        <Tap
          className='lack-one'
          key={lack.text}
          onTap={() => onTap(lack)}
          label={`还差${lack.text}`}
        >
          {lack.text}
          {index < lacks.length - 1 ? '、' : ''}
        </Tap>
      ))}
    </View>
  )
}
