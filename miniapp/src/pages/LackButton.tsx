import { Text, View } from '@tarojs/components'
import { Tap } from '../ui/Tap'
import type { Lack } from './steps'

interface Props {
  lacks: Lack[]
  onTap: (lack: Lack) => void
  testId?: string
}

const MOST = 4

/** The main action while it cannot be used: what is missing, and each of it can be tapped. */
export function LackButton({ lacks, onTap, testId }: Props) {
  const named = lacks.length > MOST ? lacks.slice(0, MOST - 1) : lacks
  return (
    <View className='btn btn-main btn-wait lack' data-testid={testId} role='group'>
      <Text>还差 {lacks.length} 项：</Text>
      {named.map((lack, index) => (
        <Tap
          className='lack-one'
          key={lack.text}
          onTap={() => onTap(lack)}
          label={`还差${lack.text}`}
        >
          {lack.text}
          {index < named.length - 1 ? '、' : ''}
        </Tap>
      ))}
      {named.length < lacks.length ? <Text>等</Text> : null}
    </View>
  )
}
