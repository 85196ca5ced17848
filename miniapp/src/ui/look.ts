import Taro from '@tarojs/taro'
import { useSyncExternalStore } from 'react'

/** How this officer wants the pages drawn; kept on this phone. */
export interface Look {
  size: 'normal' | 'large'
  contrast: 'normal' | 'sun'
  theme: 'light' | 'dark'
}

const KEY = 'look'
const PLAIN: Look = { size: 'normal', contrast: 'normal', theme: 'light' }

const listeners: (() => void)[] = []
let current: Look | null = null

function read(): Look {
  if (!current) current = { ...PLAIN, ...(Taro.getStorageSync(KEY) || {}) } as Look
  return current
}

export function setLook(change: Partial<Look>): void {
  const next = { ...read(), ...change }
  // 户外 is a harder light theme, so the two exclude each other
  if (change.theme === 'dark') next.contrast = 'normal'
  if (change.contrast === 'sun') next.theme = 'light'
  current = next
  Taro.setStorageSync(KEY, next)
  listeners.slice().forEach((tell) => tell())
}

function subscribe(tell: () => void): () => void {
  listeners.push(tell)
  return () => {
    listeners.splice(listeners.indexOf(tell), 1)
  }
}

export const useLook = (): Look => useSyncExternalStore(subscribe, read)

/** Attributes for the browser, classes for the mini-program, which renders no data attributes. */
export function lookProps({ size, contrast, theme }: Look) {
  const classes = [
    theme === 'dark' ? 'theme-dark' : 'theme-light',
    size === 'large' ? 'size-large' : '',
    contrast === 'sun' ? 'contrast-sun' : '',
  ]
  return {
    className: classes.filter(Boolean).join(' '),
    'data-theme': theme,
    'data-size': size,
    'data-contrast': contrast,
  }
}
