import { View } from '@tarojs/components'
import type { Broken } from '@/gates'
import { Icon } from '../../ui/Icon'

/** What the law says against it, with the article and the lawful way on. */
export function Rules({ found, testId }: { found: Broken[]; testId: string }) {
  if (!found.length) return null
  return (
    <View data-testid={testId} role='alert'>
      {found.map(({ rule, severity, message, article, way_on: way }) => {
        const stops = severity === 'block'
        return (
          <View className='fx-top mt-2' key={`${rule}${message}`}>
            <Icon name={stops ? 'stop' : 'tri'} className={stops ? 'c-late' : 'c-warn'} />
            <View className='grow ml-2'>
              <View className={`t-body2 ${stops ? 'c-late' : ''}`}>{message}</View>
              <View className='t-note'>
                {way}。依据{article}（{rule}）
              </View>
            </View>
          </View>
        )
      })}
    </View>
  )
}
