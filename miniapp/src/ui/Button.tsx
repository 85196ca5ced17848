import { Text } from '@tarojs/components'
import { Icon, type IconName } from './Icon'
import { Tap } from './Tap'

type Look = 'main' | 'soft' | 'line' | 'text' | 'danger' | 'square'

interface Props {
  text: string
  onTap?: () => void
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

export function Button(props: Props) {
  const { text, look = 'line', icon, tall, waiting, disabled } = props
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
      disabled={disabled}
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
