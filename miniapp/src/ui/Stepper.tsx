import { View } from '@tarojs/components'
import { Icon } from './Icon'
import { Tap } from './Tap'

interface Props {
  value: number
  least?: number
  most?: number
  unit: string
  onChange: (value: number) => void
}

/** A small number by two big buttons: 52 px each, for gloves. */
export function Stepper({ value, least = 1, most = 90, unit, onChange }: Props) {
  const to = (next: number) => onChange(Math.min(most, Math.max(least, next)))
  return (
    <View className='fx stepper'>
      <Tap
        className='icon-btn stepper-btn'
        label='减一'
        testId='stepper-minus'
        onTap={() => to(value - 1)}
      >
        <Icon name='minus' size='l' />
      </Tap>
      <View className='stepper-value' aria-live='polite' data-testid='stepper-value'>
        <View className='t-num'>{value}</View>
        <View className='t-note'>{unit}</View>
      </View>
      <Tap
        className='icon-btn stepper-btn'
        label='加一'
        testId='stepper-plus'
        onTap={() => to(value + 1)}
      >
        <Icon name='plus' size='l' />
      </Tap>
    </View>
  )
}
