import { useDidShow, useLaunch } from '@tarojs/taro'
import type { PropsWithChildren } from 'react'
import { store } from '@/store'
import { preloadPages } from './preload'
import './app.scss'

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    void store.start()
    preloadPages()
  })
  useDidShow(() => store.resume())
  return children
}
