import { Text, View } from '@tarojs/components'
import { Icon, type IconName } from './Icon'
import { Tap } from './Tap'

interface Option<T extends string> {
  value: T
  text: string
  icon?: IconName
  testId?: string
}

interface SegmentProps<T extends string> {
  options: Option<T>[]
  value: T
  onChange: (value: T) => void
  label: string
  className?: string
}

/** A few kinds of one thing, all visible; exactly one holds. */
export function Segment<T extends string>(props: SegmentProps<T>) {
  return (
    <View className={`segment ${props.className ?? ''}`} role='radiogroup' aria-label={props.label}>
      {props.options.map(({ value, text, icon, testId }) => (
        <Tap
          key={value}
          role='radio'
          chosen={value === props.value}
          className={`segment-part ${value === props.value ? 'segment-on' : ''}`}
          onTap={() => props.onChange(value)}
          testId={testId}
          label={text}
        >
          {icon ? <Icon name={icon} size='s' /> : null}
          <Text>{text}</Text>
        </Tap>
      ))}
    </View>
  )
}

interface ChoicesProps {
  options: string[]
  chosen: string[]
  onToggle: (option: string) => void
  /** One of them (radio) or several (checkbox). */
  single?: boolean
  testId?: string
}

/** Words one may pick instead of typing. */
export function Choices({ options, chosen, onToggle, single, testId }: ChoicesProps) {
  return (
    <View className='choices'>
      {options.map((option, index) => {
        const on = chosen.indexOf(option) >= 0
        return (
          <Tap
            key={option}
            role={single ? 'radio' : 'checkbox'}
            chosen={on}
            className={`choice ${on ? 'choice-on' : ''}`}
            onTap={() => onToggle(option)}
            testId={testId ? `${testId}-${index + 1}` : undefined}
            label={option}
          >
            {on ? <Icon name='check' /> : null}
            <Text>{option}</Text>
          </Tap>
        )
      })}
    </View>
  )
}
