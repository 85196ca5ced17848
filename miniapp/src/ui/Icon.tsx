import { View } from '@tarojs/components'

export type IconName =
  | 'back' | 'right' | 'down' | 'up' | 'x' | 'check' | 'minus' | 'plus' | 'okc' | 'inbox'
  | 'play' | 'eye' | 'alarm' | 'clock' | 'tri' | 'info' | 'stop' | 'scan' | 'search' | 'map'
  | 'pin' | 'user' | 'users' | 'home' | 'go' | 'phone' | 'doc' | 'docs' | 'pen' | 'printer'
  | 'camera' | 'book' | 'bulb' | 'cal' | 'sync' | 'lock' | 'shield' | 'qr' | 'filter' | 'list'
  | 'aim' | 'shop' | 'tower' | 'bt' | 'stamp' | 'send' | 'swap' | 'star' | 'gear' | 'hist'
  | 'undo' | 'trash' | 'pause' | 'off' | 'cloudok' | 'cloudup' | 'receipt' | 'db' | 'hash'
  | 'sun' | 'more' | 'key' | 'cert' | 'hand' | 'menu' | 'flash'

interface Props {
  name: IconName
  size?: 's' | 'm' | 'l' | 'xl' | 'hero'
  className?: string
}

/** A picture beside a word: hidden from screen readers, coloured like the text. */
export function Icon({ name, size = 'm', className = '' }: Props) {
  const sized = size === 'm' ? '' : ` icon-${size}`
  return <View className={`icon icon-${name}${sized} ${className}`} aria-hidden />
}
