// its own file: the package's front door would bring all of it
import Switch from '@nutui/nutui-react-taro/dist/es/packages/switch/index'
import '@nutui/nutui-react-taro/dist/es/packages/switch/style/style.css'
import { View } from '@tarojs/components'
import { Icon, type IconName } from './Icon'
import { Tap } from './Tap'

interface Props {
  icon: IconName
  title: string
  note: string
  on: boolean
  onChange: (on: boolean) => void
  testId?: string
}

/** A setting that is on or off; the whole row is the target, the switch only shows it. */
export function Toggle({ icon, title, note, on, onChange, testId }: Props) {
  return (
    <Tap
      className='row rule-between'
      role='switch'
      chosen={on}
      onTap={() => onChange(!on)}
      label={title}
      testId={testId}
    >
      <Icon name={icon} size='l' className='c-3' />
      <View className='grow'>
        <View className='t-body2'>{title}</View>
        <View className='t-note'>{note}</View>
      </View>
      <View className='toggle' aria-hidden>
        <Switch checked={on} />
      </View>
    </Tap>
  )
}
