import { Input, Text, Textarea, View } from '@tarojs/components'
import Taro from '@tarojs/taro'

interface Props {
  label?: string
  value: string
  onChange: (value: string) => void
  placeholder?: string
  area?: boolean
  maxLength?: number
  number?: boolean
  problem?: string
  testId?: string
  onDone?: () => void
}

const BROWSER = process.env.TARO_ENV === 'h5'
const LINE_PX = 24
const MOST_LINES = 8

/** About as many lines as the words will take: not every host grows an area by itself. */
function linesOf(value: string): number {
  const across = Math.max(12, Math.floor((Taro.getSystemInfoSync().windowWidth - 96) / 16))
  const lines = value
    .split('\n')
    .reduce((sum, line) => sum + Math.ceil((line.length + 1) / across), 0)
  return Math.min(MOST_LINES, Math.max(2, lines))
}

/** A line or an area to write in, its name above and what is wrong with it below. */
export function Field(props: Props) {
  const { label, value, onChange, placeholder, area, maxLength = 500, problem, testId } = props
  const common = {
    value,
    placeholder,
    maxlength: maxLength,
    'aria-label': label ?? placeholder,
    onInput: (event: { detail: { value: string } }) => onChange(event.detail.value),
    onBlur: props.onDone,
  }
  return (
    <View>
      {label ? <Text className='label'>{label}</Text> : null}
      <View className={`field ${area ? 'field-area' : ''}`} data-testid={testId}>
        {area ? (
          <Textarea
            autoHeight={!BROWSER}
            style={{ height: `${linesOf(value) * LINE_PX}px` }}
            {...common}
          />
        ) : (
          <Input type={props.number ? 'number' : 'text'} {...common} />
        )}
      </View>
      {problem ? (
        <View className='problem-line' role='alert'>
          {problem}
        </View>
      ) : null}
    </View>
  )
}
