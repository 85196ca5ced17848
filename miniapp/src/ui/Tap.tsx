import { View } from '@tarojs/components'
import type { CSSProperties, ReactNode } from 'react'

export interface TapProps {
  onTap?: () => void
  /** What a screen reader says; needed where there is no visible word. */
  label?: string
  role?: 'button' | 'link' | 'tab' | 'radio' | 'checkbox' | 'switch'
  chosen?: boolean
  disabled?: boolean
  testId?: string
  className?: string
  style?: CSSProperties
  children?: ReactNode
}

const CHOSEN = {
  tab: 'aria-selected',
  radio: 'aria-checked',
  checkbox: 'aria-checked',
  switch: 'aria-checked',
} as const

function chosenState(role: string, chosen: boolean | undefined) {
  if (chosen === undefined) return {}
  const name = role in CHOSEN ? CHOSEN[role as keyof typeof CHOSEN] : 'aria-pressed'
  return { [name]: chosen ? 'true' : 'false' }
}

/** Everything that can be pressed goes through here: role, name, keyboard and the press look. */
export function Tap(props: TapProps) {
  const { onTap, label, role = 'button', chosen, disabled = false, testId, children } = props
  const press = () => {
    if (!disabled && onTap) onTap()
  }
  const keys = {
    tabIndex: 0,
    onKeyDown: (event: { key: string; preventDefault: () => void }) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      press()
    },
  }
  return (
    <View
      className={`tap ${props.className ?? ''}`}
      style={props.style}
      hoverClass={disabled ? 'none' : 'tap-on'}
      onClick={press}
      role={role}
      aria-label={label}
      aria-disabled={disabled ? 'true' : undefined}
      data-testid={testId}
      {...chosenState(role, chosen)}
      {...(process.env.TARO_ENV === 'h5' ? keys : {})}
    >
      {children}
    </View>
  )
}
