import { Text, View } from '@tarojs/components'
import { broken } from '@/gates'
import { Choices, Segment } from '../../ui/Choose'
import { Field } from '../../ui/Field'
import { Toggle } from '../../ui/Toggle'
import { ofFine } from '../facts'
import type { Fine } from '../shapes'
import { NO_FINE } from './fine'
import { Rules } from './Rules'

const GROUNDS: { value: Fine['ground']; text: string }[] = [
  { value: 'hard', text: '不当场收缴，事后难以执行' },
  { value: 'remote', text: '边远、水上、交通不便，当事人提出' },
]

interface Props {
  fine: Fine | null
  onChange: (fine: Fine | null) => void
}

type PartProps = { fine: Fine; change: (part: Partial<Fine>) => void }

function Collecting({ fine, change }: PartProps) {
  const chosen = GROUNDS.filter(({ value }) => value === fine.ground)
  return (
    <View>
      <Toggle
        icon='receipt'
        title='当场收缴'
        note='100 元以下，或有法定理由；要开专用票据'
        on={fine.cash}
        onChange={(cash) => change({ cash })}
        testId='fine-cash'
      />
      {fine.cash && (fine.amount ?? 0) > 100 ? (
        <View>
          <Text className='label'>当场收缴的法定理由</Text>
          <Choices
            single
            options={GROUNDS.map(({ text }) => text)}
            chosen={chosen.map(({ text }) => text)}
            onToggle={(word) =>
              change({ ground: GROUNDS.filter(({ text }) => text === word)[0].value })
            }
            testId='fine-ground'
          />
          <Field
            value={fine.ground_reason}
            onChange={(reason) => change({ ground_reason: reason })}
            maxLength={500}
            placeholder='具体情况'
            testId='fine-ground-reason'
          />
        </View>
      ) : null}
    </View>
  )
}

function Heard({ fine, change }: PartProps) {
  return (
    <View>
      <Toggle
        icon='users'
        title='已告知并听取陈述申辩'
        note='内容、事实、理由、依据和权利都当面告知'
        on={fine.heard}
        onChange={(heard) => change({ heard })}
        testId='fine-heard'
      />
      {fine.heard ? (
        <Field
          area
          label='当事人的陈述申辩（原话）'
          value={fine.statement}
          onChange={(statement) => change({ statement })}
          maxLength={1000}
          placeholder='没有就写“没有陈述申辩”'
          testId='fine-statement'
        />
      ) : null}
    </View>
  )
}

/** 当场处罚: warned or fined, heard before, within the limits; the catalogue says what is wrong. */
export function FineCard({ fine, onChange }: Props) {
  const change = (part: Partial<Fine>) => onChange({ ...(fine ?? NO_FINE), ...part })
  return (
    <View className='card' id='conclude-fine'>
      <Toggle
        icon='stamp'
        title='当场处罚'
        note='事实确凿、有法定依据，警告或小额罚款'
        on={fine !== null}
        onChange={(on) => onChange(on ? NO_FINE : null)}
        testId='fine'
      />
      {fine ? (
        <View className='pad'>
          <Segment<Fine['kind']>
            label='处罚种类'
            value={fine.kind}
            onChange={(kind) => change({ kind, amount: null, cash: false })}
            options={[
              { value: 'warning', text: '警告', testId: 'fine-warning' },
              { value: 'fine', text: '罚款', testId: 'fine-money' },
            ]}
          />
          <Text className='label'>当事人是</Text>
          <Segment<Fine['party']>
            label='当事人是'
            value={fine.party}
            onChange={(party) => change({ party })}
            options={[
              { value: 'citizen', text: '公民', testId: 'fine-citizen' },
              { value: 'organisation', text: '法人或其他组织', testId: 'fine-organisation' },
            ]}
          />
          {fine.kind === 'fine' ? (
            <Field
              number
              label='罚款金额（元）'
              value={fine.amount === null ? '' : String(fine.amount)}
              onChange={(words) => change({ amount: parseInt(words, 10) || null })}
              maxLength={6}
              testId='fine-amount'
            />
          ) : null}
          <Field
            label='处罚依据'
            value={fine.basis}
            onChange={(basis) => change({ basis })}
            maxLength={200}
            placeholder='哪部法第几条第几款'
            testId='fine-basis'
          />
          <Heard fine={fine} change={change} />
          {fine.kind === 'fine' ? <Collecting fine={fine} change={change} /> : null}
          <Rules found={broken('fine', ofFine(fine))} testId='fine-rules' />
        </View>
      ) : null}
    </View>
  )
}
