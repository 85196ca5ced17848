import { Text, View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Icon, type IconName } from './Icon'

export type Tone = 'pending' | 'active' | 'review' | 'done' | 'late' | 'warn' | 'idle'

const ICON: Record<Tone, IconName> = {
  pending: 'inbox',
  active: 'play',
  review: 'eye',
  done: 'okc',
  late: 'alarm',
  warn: 'tri',
  idle: 'clock',
}

interface ChipProps {
  tone: Tone
  text: string
  icon?: IconName
  testId?: string
}

/** A status: colour, icon and word together, so that a grey print still tells them apart. */
export function Chip({ tone, text, icon, testId }: ChipProps) {
  return (
    <View className={`chip chip-${tone}`} data-testid={testId}>
      <Icon name={icon ?? ICON[tone]} />
      <Text>{text}</Text>
    </View>
  )
}

export function Tag({ text }: { text: string }) {
  return <View className='tag'>{text}</View>
}

interface NoteProps {
  tone: 'warn' | 'late' | 'done' | 'active' | 'sunk'
  icon: IconName
  children: ReactNode
  testId?: string
}

export function Note({ tone, icon, children, testId }: NoteProps) {
  return (
    <View className={`note-box tone-${tone}`} data-testid={testId} role='note'>
      <Icon name={icon} size='l' />
      <View className='grow'>{children}</View>
    </View>
  )
}
