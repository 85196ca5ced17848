import { Text } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { Icon, type IconName } from './Icon'
import { pressedAgo, Tap } from './Tap'

type Look = 'main' | 'soft' | 'line' | 'text' | 'danger' | 'square'

interface Props {
  text: string
  onTap?: () => unknown
  look?: Look
  icon?: IconName
  tall?: boolean
  /** Grey, still pressable: it then shows the first thing that is missing. */
  waiting?: boolean
  disabled?: boolean
  label?: string
  chosen?: boolean
  testId?: string
  className?: string
}

const SECOND_TAP_MS = 400

/** A main action that comes up under a thumb still tapping is not what that thumb meant: the tap
 *  that opened 提交 must not submit. */
function useSettled(main: boolean): boolean {
  const [settled, settle] = useState(() => !main || pressedAgo() > SECOND_TAP_MS)
  useEffect(() => {
    if (settled) return undefined
    const timer = setTimeout(() => settle(true), SECOND_TAP_MS)
    return () => clearTimeout(timer)
  }, [settled])
  return settled
}

/** Another action at the same place is another button. */
export function Button(props: Props) {
  return <Pressed key={props.testId} {...props} />
}

function Pressed(props: Props) {
  const { text, look = 'line', icon, tall, waiting, disabled } = props
  const settled = useSettled(look === 'main')
  const classes = [
    'btn',
    look === 'square' ? 'btn-square btn-line' : `btn-${look}`,
    tall ? 'btn-tall' : '',
    waiting || disabled ? 'btn-wait' : '',
    props.className ?? '',
  ]
  return (
    <Tap
      onTap={props.onTap}
      disabled={disabled || !settled}
      label={props.label ?? text}
      chosen={props.chosen}
      testId={props.testId}
      className={classes.filter(Boolean).join(' ')}
    >
      {icon ? <Icon name={icon} size={look === 'main' ? 'l' : 'm'} /> : null}
      <Text>{text}</Text>
    </Tap>
  )
}
