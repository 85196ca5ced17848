import { Input, Text, Textarea, View } from '@tarojs/components'

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
          <Textarea autoHeight {...common} />
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
