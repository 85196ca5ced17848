import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, type ReactNode } from 'react'
import { Icon } from '../ui/Icon'
import { Page } from '../ui/Page'
import { Skeleton } from '../ui/States'
import { Tap } from '../ui/Tap'
import { address, go } from './go'
import { useOutbox, useSession } from './use'

interface BarWords {
  tone: 'warn' | 'late' | 'active'
  icon: 'off' | 'stop' | 'cloudup'
  strong: string
  rest: string
}

interface Counted {
  online: boolean
  waiting: number
  refused: number
}

/** What works now and how many are unsent; null when there is nothing to say. */
export function unsentWords({ online, waiting, refused }: Counted): BarWords | null {
  if (refused) {
    return { tone: 'late', icon: 'stop', strong: `${refused} 条没收下`, rest: '，请处理' }
  }
  if (!online) {
    const rest = waiting ? `·${waiting} 条未发送` : ''
    return { tone: 'warn', icon: 'off', strong: '没有网络，照常检查', rest }
  }
  if (!waiting) return null
  return { tone: 'warn', icon: 'cloudup', strong: '已存手机', rest: `·${waiting} 条未发送` }
}

function UnsentBar() {
  const { online, waiting, refused } = useOutbox()
  const words = unsentWords({ online, waiting, refused })
  if (!words) return null
  return (
    <Tap
      className={`bar tone-${words.tone}`}
      label={`${words.strong}${words.rest}，查看`}
      onTap={() => go('outbox')}
      testId='unsent-bar'
    >
      <Icon name={words.icon} />
      <View className='grow'>
        <Text className='strong'>{words.strong}</Text>
        <Text>{words.rest}</Text>
      </View>
      <View className='btn btn-text'>
        查看
        <Icon name='right' size='s' className='bar-chevron' />
      </View>
    </Tap>
  )
}

interface Props {
  title: string
  root?: boolean
  onBack?: () => void
  top?: ReactNode
  foot?: ReactNode
  sheet?: ReactNode
  wide?: boolean
  quiet?: boolean
  testId?: string
  children: ReactNode
}

/** The address of the page that is shown, to come back to after signing in. */
function here(): string {
  const pages = Taro.getCurrentPages()
  const top = pages[pages.length - 1] as { $taroPath?: string } | undefined
  const path = top?.$taroPath?.replace(/[?&]\$taroTimestamp=\d+/, '') ?? ''
  return path.charAt(0) === '/' ? path : `/${path}`
}

/** Every page: title, unsent bar, content, one main action at the bottom; for those signed in. */
export function Frame({ quiet, children, ...page }: Props) {
  const { phase, me } = useSession()
  const outside = phase === 'failed' && !me
  useEffect(() => {
    if (outside) Taro.redirectTo({ url: address('sign-in', { then: here() }) })
  }, [outside])
  if (!me) {
    return (
      <Page title={page.title} root={page.root}>
        <Skeleton what='登录身份' />
      </Page>
    )
  }
  return (
    <Page {...page} bars={quiet ? null : <UnsentBar />}>
      {children}
    </Page>
  )
}
