import { Text, View } from '@tarojs/components'
import { Choices } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { ROLES, type Draft } from './draft'

const OPINIONS = ['以上情况属实，没有异议', '有异议']

interface Props {
  draft: Draft
  onChange: (part: Partial<Draft>) => void
}

/** Who was there for the party, and what they say. Nothing of it is chosen beforehand. */
export function PartyCard({ draft, onChange }: Props) {
  const { party, opinion } = draft
  return (
    <View className='card pad' id='conclude-party'>
      <View className='t-head'>现场人员</View>
      <Field
        label='姓名'
        value={party.name}
        onChange={(name) => onChange({ party: { ...party, name } })}
        maxLength={64}
        placeholder='当事人一方在场的人'
        testId='party-name'
      />
      <Text className='label'>身份</Text>
      <Choices
        single
        options={ROLES}
        chosen={[party.role]}
        onToggle={(role) => onChange({ party: { ...party, role } })}
        testId='party-role'
      />
      <Field
        number
        label='电话（可以不填）'
        value={party.phone ?? ''}
        onChange={(phone) => onChange({ party: { ...party, phone } })}
        maxLength={20}
        testId='party-phone'
      />
      <Text className='label'>对检查情况的意见（由当事人说）</Text>
      <Choices
        single
        options={OPINIONS}
        chosen={OPINIONS.filter((one) => opinion.indexOf(one) === 0)}
        onToggle={(words) => onChange({ opinion: words === OPINIONS[1] ? `${words}：` : words })}
        testId='opinion'
      />
      {opinion && opinion !== OPINIONS[0] ? (
        <Field
          area
          label='意见原话'
          value={opinion}
          onChange={(next) => onChange({ opinion: next })}
          maxLength={1000}
          testId='opinion-text'
        />
      ) : null}
    </View>
  )
}
