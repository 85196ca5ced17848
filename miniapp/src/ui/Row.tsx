import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Icon, type IconName } from './Icon'
import { Tap } from './Tap'

interface Props {
  title: ReactNode
  note?: ReactNode
  icon?: IconName
  tone?: string
  right?: ReactNode
  onTap?: () => unknown
  label?: string
  testId?: string
  className?: string
}

/** One line of a list; a chevron only when it opens something. */
export function Row({ title, note, icon, tone, right, onTap, label, testId, className }: Props) {
  const inside = (
    <>
      {icon ? <Icon name={icon} size='l' className={tone ?? 'c-3'} /> : null}
      <View className='grow'>
        <View className='t-body2'>{title}</View>
        {note ? <View className='t-note'>{note}</View> : null}
      </View>
      {right ? <View className='ml-2'>{right}</View> : null}
      {onTap ? <Icon name='right' size='s' className='row-chevron' /> : null}
    </>
  )
  const classes = `row ${className ?? ''}`
  if (!onTap)
    return (
      <View className={classes} data-testid={testId}>
        {inside}
      </View>
    )
  return (
    <Tap className={classes} onTap={onTap} label={label} testId={testId}>
      {inside}
    </Tap>
  )
}
