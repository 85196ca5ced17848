import { View } from '@tarojs/components'

/** share: 0…1; moves with real progress only. */
export function Progress({ share }: { share: number }) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100)
  return (
    <View className='progress' role='progressbar' aria-valuenow={percent}>
      <View className='progress-fill' style={{ width: `${percent}%` }} />
    </View>
  )
}

export interface Part {
  size: number
  done: number
  now: boolean
}

/** One bar per section, as wide as it has items. */
export function Parts({ parts }: { parts: Part[] }) {
  return (
    <View className='parts' aria-hidden>
      {parts.map(({ size, done, now }, index) => (
        <View className={`part ${now ? 'part-now' : ''}`} style={{ flex: size }} key={index}>
          <View className='part-fill' style={{ width: `${size ? (done / size) * 100 : 0}%` }} />
        </View>
      ))}
    </View>
  )
}
