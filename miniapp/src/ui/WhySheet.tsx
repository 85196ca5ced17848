import { View } from '@tarojs/components'
import { type ReactNode, useState } from 'react'
import { Button } from './Button'
import { Choices } from './Choose'
import { Field } from './Field'
import type { IconName } from './Icon'
import { Sheet } from './Sheet'

interface Props {
  title: string
  children: ReactNode
  label: string
  reasons: string[]
  most: number
  /** What the button says once there is a reason, what is lacking until then. */
  confirm: string
  icon?: IconName
  lacking: string
  problem: string
  testId: string
  onClose: () => void
  onWhy: (why: string) => unknown
}

/** What is done for a reason that stays on record: one of the usual ones, or in own words. */
export function WhySheet(props: Props) {
  const { title, label, reasons, most, confirm, icon, lacking, problem, testId } = props
  const [why, setWhy] = useState('')
  const [asked, ask] = useState(false)
  const ready = why.trim().length > 0
  return (
    <Sheet
      title={title}
      onClose={props.onClose}
      testId={`${testId}-sheet`}
      foot={
        <View className='acts'>
          <Button
            look='main'
            icon={ready ? icon : undefined}
            text={ready ? confirm : `还差 1 项：${lacking}`}
            waiting={!ready}
            onTap={() => (ready ? props.onWhy(why.trim()) : ask(true))}
            testId={`${testId}-confirm`}
          />
        </View>
      }
    >
      <View className='t-body2 c-2 mb-2'>{props.children}</View>
      <Choices
        single
        options={reasons}
        chosen={[why]}
        onToggle={setWhy}
        testId={`${testId}-reason`}
      />
      <Field
        area
        label={label}
        value={why}
        onChange={setWhy}
        maxLength={most}
        placeholder='选一条，或自己写'
        problem={asked && !ready ? problem : undefined}
        testId={`${testId}-text`}
      />
    </Sheet>
  )
}
