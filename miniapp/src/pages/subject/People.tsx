import { Text, View } from '@tarojs/components'
import type { Identity, Sealed } from '@/store/panorama'
import { Button } from '../../ui/Button'
import { Row } from '../../ui/Row'
import { useMe } from '../use'

const MAY_ASK = ['officer', 'leader', 'section_head', 'agency_head', 'register_admin']

interface Props {
  subject: Identity
  onAsk: (field: Sealed) => void
}

function Pair({ title, value }: { title: string; value: string }) {
  if (!value) return null
  return (
    <View className='row rule-between fx-top'>
      <Text className='t-note pair-title'>{title}</Text>
      <Text className='grow t-body2'>{value}</Text>
    </View>
  )
}

/** Who answers for it, masked; and under which numbers it is known. */
export function People({ subject, onAsk }: Props) {
  const me = useMe()
  const may = Boolean(me?.roles.some((role) => MAY_ASK.indexOf(role) >= 0))
  const whole = (field: Sealed, masked: string) =>
    masked && may ? (
      <Button look='text' text='看全号' onTap={() => onAsk(field)} testId={`reveal-${field}`} />
    ) : undefined
  return (
    <View>
      <View className='section'>登记信息</View>
      <View className='card rows' data-testid='identity'>
        <Row
          className='rule-between'
          icon='user'
          title={<Text className='strong'>{subject.legal_rep || '未登记负责人'}</Text>}
          note={subject.phone_masked || '没有留电话'}
          right={whole('phone', subject.phone_masked)}
        />
        {subject.liaison || subject.liaison_phone_masked ? (
          <Row
            className='rule-between'
            icon='phone'
            title={`联络员 ${subject.liaison}`}
            note={subject.liaison_phone_masked || '没有留电话'}
            right={whole('liaison_phone', subject.liaison_phone_masked)}
          />
        ) : null}
        {subject.id_number_masked ? (
          <Row
            className='rule-between'
            icon='lock'
            title='身份证号'
            note={subject.id_number_masked}
            right={whole('id_number', subject.id_number_masked)}
          />
        ) : null}
        <Pair title='住所' value={subject.address} />
        <Pair title='经营地址' value={subject.operating_address} />
        <Pair title='内部编号' value={subject.internal_number} />
        <Pair title='老注册号' value={subject.legacy_number} />
        <Pair title='成立' value={subject.established ?? ''} />
        <Pair title='登记来源' value={subject.source} />
      </View>
    </View>
  )
}
