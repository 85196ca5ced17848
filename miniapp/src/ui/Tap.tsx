import { View } from '@tarojs/components'
import { useRef, type CSSProperties, type ReactNode } from 'react'

export interface TapProps {
  /** While what it answers with is not settled, further presses are not heard. */
  onTap?: () => unknown
  /** A long press; what it does must also be reachable otherwise. */
  onHold?: () => unknown
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

let pressedAt = 0

/** Milliseconds since anything was pressed. */
export const pressedAgo = (): number => Date.now() - pressedAt

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as Promise<unknown> | undefined)?.then === 'function'

/** Everything that can be pressed goes through here: role, name, keyboard and the press look. */
export function Tap(props: TapProps) {
  const { onTap, label, role = 'button', chosen, disabled = false, testId, children } = props
  const busy = useRef(false)
  const press = () => {
    if (disabled || !onTap || busy.current) return
    pressedAt = Date.now()
    const done = onTap()
    if (!isPromise(done)) return
    busy.current = true
    const free = () => {
      busy.current = false
    }
    done.then(free, free) // what failed has been said where it failed
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
      onLongPress={props.onHold}
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
