import { Text, View } from '@tarojs/components'
import { Icon, type IconName } from '../ui/Icon'
import { Tap } from '../ui/Tap'
import { goHome, type PageName } from './go'
import { scanAndOpen } from './scan'

const ENTRIES: { page: PageName; text: string; icon: IconName }[] = [
  { page: 'inbox', text: '工作台', icon: 'home' },
  { page: 'map', text: '地图', icon: 'map' },
  { page: 'search', text: '查主体', icon: 'search' },
  { page: 'mine', text: '我的', icon: 'user' },
]

function Entry({ page, text, icon, on }: (typeof ENTRIES)[number] & { on: boolean }) {
  return (
    <Tap
      role='tab'
      chosen={on}
      className={`tab ${on ? 'tab-on' : ''}`}
      onTap={() => (on ? undefined : goHome(page))}
      testId={`tab-${page}`}
      label={text}
    >
      <Icon name={icon} size='l' />
      <Text>{text}</Text>
    </Tap>
  )
}

/** 扫码 stays in the middle. */
export function TabBar({ page }: { page: PageName }) {
  return (
    <View className='tabs' role='tablist'>
      {ENTRIES.slice(0, 2).map((one) => (
        <Entry key={one.page} {...one} on={one.page === page} />
      ))}
      <Tap className='tab tab-scan' onTap={scanAndOpen} testId='tab-scan' label='扫码'>
        <Icon name='scan' size='l' />
        <Text>扫码</Text>
      </Tap>
      {ENTRIES.slice(2).map((one) => (
        <Entry key={one.page} {...one} on={one.page === page} />
      ))}
    </View>
  )
}
