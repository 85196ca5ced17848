import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useEffect, type ReactNode } from 'react'
import { Icon } from './Icon'
import { lookProps, setLook, useLook } from './look'
import { Tap } from './Tap'
import { ToastPlace } from './Toast'

interface Props {
  title: string
  /** A first page of the tab bar has nothing to go back to. */
  root?: boolean
  onBack?: () => void
  /** Under the title, inside the white top. */
  top?: ReactNode
  /** Bars between the top and the content: unsent, offline. */
  bars?: ReactNode
  foot?: ReactNode
  /** Content up to the edges, as the map wants it. */
  wide?: boolean
  sheet?: ReactNode
  testId?: string
  children: ReactNode
}

function back(home: string) {
  if (Taro.getCurrentPages().length > 1) Taro.navigateBack()
  else Taro.reLaunch({ url: home })
}

/** The host draws its own title bar in a mini-program; a browser has none. */
function Nav({ title, root, onBack }: Pick<Props, 'title' | 'root' | 'onBack'>) {
  const { contrast } = useLook()
  const toggleSun = () => setLook({ contrast: contrast === 'sun' ? 'normal' : 'sun' })
  return (
    <View className='nav'>
      {root ? null : (
        <Tap
          className='nav-back'
          label='返回'
          testId='back'
          onTap={onBack ?? (() => back('/pages/inbox/index'))}
        >
          <Icon name='back' size='l' />
        </Tap>
      )}
      <View
        className={`nav-title ${root ? 'nav-title-left' : ''}`}
        role='heading'
        aria-level={1}
        onLongPress={toggleSun}
      >
        {title}
      </View>
    </View>
  )
}

/** A whole screen without title and foot, in the officer's look: the signature pad. */
export function Themed({ children }: { children: ReactNode }) {
  const { className, ...attributes } = lookProps(useLook())
  return (
    <View className={`page ${className}`} {...attributes}>
      {children}
      <ToastPlace />
    </View>
  )
}

export function Page(props: Props) {
  const look = useLook()
  const { className, ...attributes } = lookProps(look)
  const browser = process.env.TARO_ENV === 'h5'
  useEffect(() => {
    Taro.setNavigationBarTitle({ title: props.title })
    if (browser) return
    Taro.setNavigationBarColor({
      frontColor: look.theme === 'dark' ? '#ffffff' : '#000000',
      backgroundColor: look.theme === 'dark' ? '#171b22' : '#ffffff',
    })
  }, [props.title, look.theme, browser])
  return (
    <View className={`page ${className} ${props.wide ? 'page-fixed' : ''}`} {...attributes}>
      <View className='page-top'>
        {browser ? <Nav title={props.title} root={props.root} onBack={props.onBack} /> : null}
        {props.top}
        {props.bars}
      </View>
      <View
        className={props.wide ? 'page-main page-main-wide' : 'page-main'}
        role='main'
        data-testid={props.testId}
      >
        {props.children}
      </View>
      {props.foot ? <View className='page-foot'>{props.foot}</View> : null}
      {props.sheet}
      <ToastPlace />
    </View>
  )
}
