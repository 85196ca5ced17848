import { Text, View } from '@tarojs/components'
import { useSyncExternalStore } from 'react'
import { Icon, type IconName } from './Icon'
import { Tap } from './Tap'

interface Message {
  text: string
  icon: IconName
  action?: string
  onAction?: () => void
}

const SHOWN_MS = 5000

let message: Message | null = null
let timer: ReturnType<typeof setTimeout> | undefined
const listeners: (() => void)[] = []

function show(next: Message | null): void {
  message = next
  clearTimeout(timer)
  if (next) timer = setTimeout(() => show(null), SHOWN_MS)
  listeners.slice().forEach((tell) => tell())
}

function subscribe(tell: () => void): () => void {
  listeners.push(tell)
  return () => {
    listeners.splice(listeners.indexOf(tell), 1)
  }
}

/** A word about what was just done, with an undo where there is one. Gone after five seconds. */
export function toast(text: string, more: Partial<Omit<Message, 'text'>> = {}): void {
  show({ text, icon: 'okc', ...more })
}

export function ToastPlace() {
  const now = useSyncExternalStore(subscribe, () => message)
  if (!now) return null
  const act = () => {
    show(null)
    if (now.onAction) now.onAction()
  }
  return (
    <View className='toast' role='status' aria-live='polite' data-testid='toast'>
      <Icon name={now.icon} />
      <Text className='grow'>{now.text}</Text>
      {now.action ? (
        <Tap className='toast-action' onTap={act} testId='toast-action'>
          {now.action}
        </Tap>
      ) : null}
    </View>
  )
}
