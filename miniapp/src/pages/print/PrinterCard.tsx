import { Text, View } from '@tarojs/components'
import type { Profile } from '@/printing'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import type { Remembered } from './usePrinter'

interface Props {
  last: Remembered
  profile: Profile | undefined
  onPick: () => void
}

export const profileName = (profile: Profile) => profile.title

export function PrinterCard({ last, profile, onPick }: Props) {
  return (
    <View className='card row'>
      <Icon name='bt' size='l' className={last.id ? 'c-active' : 'c-3'} />
      <View className='grow'>
        <View className='t-body2 strong'>{last.id ? last.name : '还没有选打印机'}</View>
        <View className='t-note'>
          <Text>{profile && last.id ? profileName(profile) : '请开机，放近些，打开手机蓝牙'}</Text>
        </View>
      </View>
      {last.id ? <Button look='text' text='换一台' onTap={onPick} testId='change-printer' /> : null}
    </View>
  )
}
