import { Text, View } from '@tarojs/components'
import { optionsOf, type AskedItem, type Option, type Value } from '@/checklists/kinds'
import { verdictOf, type Verdict } from '@/checklists/standing'
import { Icon, type IconName } from '../../../ui/Icon'
import { Tap } from '../../../ui/Tap'

const ICONS: Partial<Record<Verdict, IconName>> = { pass: 'check', fail: 'x' }

interface Props {
  item: AskedItem
  value: Value
  /** `typed`: said when the item is left, not with every touch. */
  onAnswer: (value: Value, typed?: boolean) => unknown
}

/** 检查结论: two to four big buttons at the same place every time, coloured by what they mean. */
export function Conclusions({ item, value, onAnswer }: Props) {
  const options = optionsOf(item)
  const long = options.some(({ label }) => label.length > 3)
  return (
    <View
      className={`answers ${options.length > 3 ? 'answers-four' : long ? 'answers-long' : ''}`}
      role='radiogroup'
      aria-label='结论'
    >
      {options.map((one) => {
        const verdict = verdictOf(item, one.value, {})
        const on = value === one.value
        const icon = ICONS[verdict]
        return (
          <Tap
            key={one.value}
            role='radio'
            chosen={on}
            className={`answer answer-${verdict} ${on ? `answer-on-${verdict}` : ''}`}
            onTap={() => onAnswer(one.value)}
            testId={`answer-${one.value}`}
            label={one.label}
          >
            {icon ? <Icon name={icon} size='l' /> : null}
            <Text>{one.label}</Text>
          </Tap>
        )
      })}
    </View>
  )
}

/** One or several of a list: a line each, the whole line is the target. */
export function Options({ item, value, onAnswer }: Props) {
  const options = optionsOf(item)
  const several = typeof item.answer !== 'string' && item.answer.type === 'multi'
  const chosen = Array.isArray(value) ? (value as string[]) : [value as string]
  const pick = (one: Option) => {
    if (!several) return onAnswer(one.value)
    const on = chosen.indexOf(one.value) >= 0
    const next = options
      .map((each) => each.value)
      .filter((each) => (each === one.value ? !on : chosen.indexOf(each) >= 0))
    return onAnswer(next.length ? next : null, true)
  }
  return (
    <View role={several ? 'group' : 'radiogroup'} aria-label={several ? '可以选几项' : '选一项'}>
      {several ? <View className='t-note mb-2'>可以选几项</View> : null}
      {options.map((one) => {
        const on = chosen.indexOf(one.value) >= 0
        return (
          <Tap
            key={one.value}
            role={several ? 'checkbox' : 'radio'}
            chosen={on}
            className={`option ${on ? 'option-on' : ''}`}
            onTap={() => pick(one)}
            testId={`option-${one.value}`}
            label={one.label}
          >
            <View className={`option-mark ${several ? '' : 'option-one'}`}>
              {on ? <Icon name='check' /> : null}
            </View>
            <Text className='grow'>{one.label}</Text>
          </Tap>
        )
      })}
    </View>
  )
}
