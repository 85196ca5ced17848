import { Text, View } from '@tarojs/components'
import { Icon } from '../ui/Icon'
import { Tap } from '../ui/Tap'

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9']

interface Props {
  value: string
  onChange: (value: string) => void
  length?: number
}

/** Six cells and a keypad of our own: big keys, and no system keyboard over the page. */
export function CodeEntry({ value, onChange, length = 6 }: Props) {
  const add = (digit: string) => value.length < length && onChange(value + digit)
  const cells = Array.from({ length }, (_, index) => value[index] ?? '')
  return (
    <View>
      <View className='code-cells' aria-label={`已输入 ${value.split('').join(' ')}`} role='status'>
        {cells.map((digit, index) => (
          <View
            className={`code-cell ${index === value.length ? 'code-cell-now' : ''}`}
            key={index}
          >
            {digit}
          </View>
        ))}
      </View>
      <View className='keypad'>
        {DIGITS.map((digit) => (
          <Tap
            className='key'
            key={digit}
            onTap={() => add(digit)}
            label={digit}
            testId={`key-${digit}`}
          >
            {digit}
          </Tap>
        ))}
        <Tap className='key key-quiet' onTap={() => onChange('')} testId='key-clear' label='清空'>
          <Text>清空</Text>
        </Tap>
        <Tap className='key' onTap={() => add('0')} label='0' testId='key-0'>
          0
        </Tap>
        <Tap
          className='key key-quiet'
          onTap={() => onChange(value.slice(0, -1))}
          label='退一位'
          testId='key-back'
        >
          <Icon name='undo' size='l' />
        </Tap>
      </View>
    </View>
  )
}
