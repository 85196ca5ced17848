import { Text, View } from '@tarojs/components'
import type { Profile } from '@/printing'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import type { LinkState } from './link'
import type { Remembered } from './printers'

interface Props {
  last: Remembered
  profile: Profile | undefined
  connection: LinkState
  onPick: () => void
}

const STEPS: Record<LinkState['step'], string> = {
  off: '打印时会自己连上',
  connecting: '正在连…',
  ready: '已连上',
  lost: '断开了，打印时会再连',
  failed: '没连上',
}

function words({ last, profile, connection }: Props): string {
  if (!last.id) return '请开机，放近些，打开手机蓝牙'
  const step = connection.id === last.id ? connection.step : 'off'
  if (step === 'failed' && 'words' in connection) return connection.words
  return profile ? `${STEPS[step]}·${profile.title}` : STEPS[step]
}

/** Which printer, and whether it is connected. */
export function PrinterCard(props: Props) {
  const { last, connection, onPick } = props
  const mine = connection.id === last.id
  const isReady = mine && connection.step === 'ready'
  const isFailed = mine && connection.step === 'failed'
  return (
    <View className='card row'>
      <Icon
        name='bt'
        size='l'
        className={isReady ? 'c-done' : isFailed ? 'c-warn' : last.id ? 'c-active' : 'c-3'}
      />
      <View className='grow'>
        <View className='t-body2 strong'>{last.id ? last.name : '还没有选打印机'}</View>
        <View className='t-note' role='status' data-testid='printer-link'>
          <Text>{words(props)}</Text>
        </View>
      </View>
      {last.id ? <Button look='text' text='换一台' onTap={onPick} testId='change-printer' /> : null}
    </View>
  )
}
