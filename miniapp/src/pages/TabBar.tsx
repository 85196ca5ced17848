import { Text, View } from '@tarojs/components'
import { useMemo } from 'react'
import { api } from '@/store'
import { Icon, type IconName } from '../ui/Icon'
import { Tap } from '../ui/Tap'
import { goHome, type PageName } from './go'
import { scanAndOpen } from './scan'
import { useRead } from './use'

const ENTRIES: { page: PageName; text: string; icon: IconName }[] = [
  { page: 'inbox', text: '工作台', icon: 'home' },
  { page: 'map', text: '地图', icon: 'map' },
  { page: 'search', text: '查主体', icon: 'search' },
  { page: 'mine', text: '我的', icon: 'user' },
]

/** How many alerts are for this officer. */
function useBadge(page: PageName): number {
  const { value } = useRead(useMemo(() => (page === 'mine' ? api.alerts('mine') : null), [page]))
  return value?.counts.all ?? 0
}

function Entry({ page, text, icon, on }: (typeof ENTRIES)[number] & { on: boolean }) {
  const count = useBadge(page)
  return (
    <Tap
      role='tab'
      chosen={on}
      className={`tab ${on ? 'tab-on' : ''}`}
      onTap={() => (on ? undefined : goHome(page))}
      testId={`tab-${page}`}
      label={count ? `${text}，${count} 条预警` : text}
    >
      <Icon name={icon} size='l' />
      <Text>{text}</Text>
      {count ? (
        <View className='badge' data-testid='badge' aria-hidden>
          {count > 99 ? '99+' : count}
        </View>
      ) : null}
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
