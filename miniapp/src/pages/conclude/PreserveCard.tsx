import { Text, View } from '@tarojs/components'
import { broken } from '@/gates'
import { newId } from '@/store'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { Icon } from '../../ui/Icon'
import { Chip, type Tone } from '../../ui/Status'
import { Tap } from '../../ui/Tap'
import { Toggle } from '../../ui/Toggle'
import { ofPreserving } from '../facts'
import type { Preservation, Thing } from '../shapes'
import { momentNow, send } from '../use'
import type { Preserving } from './draft'
import { filled, lacksOfPreserving } from './preserving'
import { Rules } from './Rules'

const NO_THING: Thing = { name: '', spec: '', quantity: '' }
const TONES: Record<Preservation['state'], Tone> = {
  asked: 'pending',
  approved: 'done',
  refused: 'late',
  decided: 'done',
}

interface Props {
  inspectionId: string
  items: string[]
  preserving: Preserving
  /** What the server knows of it. */
  kept: Preservation | null
  onChange: (part: Partial<Preserving>) => Promise<unknown>
}

function One({ thing, onChange, onRemove }: {
  thing: Thing
  onChange: (part: Partial<Thing>) => void
  onRemove: () => void
}) {
  return (
    <View className='rule-between mt-2'>
      <View className='fx'>
        <View className='grow'>
          <Field
            value={thing.name}
            onChange={(name) => onChange({ name })}
            maxLength={128}
            placeholder='物品名称'
            testId='thing-name'
          />
        </View>
        <Tap className='icon-btn icon-btn-plain' label='这件不要了' onTap={onRemove}>
          <Icon name='trash' />
        </Tap>
      </View>
      <View className='fx mt-1'>
        <View className='grow'>
          <Field
            value={thing.spec}
            onChange={(spec) => onChange({ spec })}
            maxLength={128}
            placeholder='规格、批号'
            testId='thing-spec'
          />
        </View>
        <View className='grow ml-2'>
          <Field
            value={thing.quantity}
            onChange={(quantity) => onChange({ quantity })}
            maxLength={64}
            placeholder='数量'
            testId='thing-quantity'
          />
        </View>
      </View>
    </View>
  )
}

type Writing = Pick<Props, 'preserving' | 'onChange'>

function Things({ preserving, onChange }: Writing) {
  const { things } = preserving
  const listed = things.length ? things : [NO_THING]
  const change = (at: number, part: Partial<Thing>) =>
    onChange({ things: listed.map((one, place_) => (place_ === at ? { ...one, ...part } : one)) })
  return (
    <View>
      {listed.map((thing, at) => (
        <One
          key={at}
          thing={thing}
          onChange={(part) => change(at, part)}
          onRemove={() => onChange({ things: listed.filter((_, other) => other !== at) })}
        />
      ))}
      <Button
        look='text'
        icon='plus'
        text='再加一件'
        onTap={() => onChange({ things: listed.concat(NO_THING) })}
        testId='add-thing'
      />
    </View>
  )
}

function Asking({ preserving, onChange, onAsk }: Writing & { onAsk: () => unknown }) {
  const { place, reason, phoned } = preserving
  const lacks = lacksOfPreserving(preserving)
  return (
    <View>
      <Things preserving={preserving} onChange={onChange} />
      <Field
        label='保存地点和条件'
        value={place}
        onChange={(next) => onChange({ place: next })}
        maxLength={200}
        placeholder='如：本店 2 号冷柜，加贴封条'
        testId='preserve-place'
      />
      <Field
        area
        label='为什么要保存'
        value={reason}
        onChange={(next) => onChange({ reason: next })}
        maxLength={1000}
        placeholder='可能灭失，或者以后难以取得'
        testId='preserve-reason'
      />
      <Toggle
        icon='phone'
        title='情况紧急，已电话请示负责人'
        note='记下请示的人和时间，回来补办批准'
        on={phoned !== null}
        onChange={(on) => onChange({ phoned: on ? { who: '', at: momentNow() } : null })}
        testId='preserve-phoned'
      />
      {phoned ? (
        <Field
          label='请示了谁'
          value={phoned.who}
          onChange={(who) => onChange({ phoned: { ...phoned, who } })}
          maxLength={64}
          testId='preserve-who'
        />
      ) : null}
      <View className='acts mt-2'>
        <Button
          look='soft'
          icon='send'
          text={lacks.length ? `还差：${lacks.join('、')}` : phoned ? '记下，报请补批' : '报负责人批准'}
          waiting={lacks.length > 0}
          onTap={() => (lacks.length ? undefined : onAsk())}
          testId='preserve-ask'
        />
      </View>
    </View>
  )
}

function Asked({ preserving, kept }: Pick<Props, 'preserving' | 'kept'>) {
  const { things, place, phoned } = preserving
  return (
    <View>
      <View className='tags mb-2'>
        {kept ? (
          <Chip tone={TONES[kept.state]} text={kept.state_in_words} testId='preserve-state' />
        ) : (
          <Chip tone='warn' icon='cloudup' text='申请还没送达' testId='preserve-state' />
        )}
        {kept && kept.days_left !== null ? (
          <Chip
            tone={kept.days_left < 0 ? 'late' : 'idle'}
            text={kept.days_left < 0 ? '已超过 7 个工作日' : `还有 ${kept.days_left} 个工作日`}
          />
        ) : null}
      </View>
      {filled(things).map(({ name, spec, quantity }, at) => (
        <View className='t-body2' key={at}>
          {name} {spec} <Text className='strong'>{quantity}</Text>
        </View>
      ))}
      <View className='t-note'>{place}</View>
      {phoned ? <View className='t-note'>已电话请示{phoned.who}，要补办批准</View> : null}
      {kept && kept.remarks ? <View className='t-note'>负责人意见：{kept.remarks}</View> : null}
    </View>
  )
}

/** 先行登记保存 (L11): what, where, why; the head approves before, or is telephoned. */
export function PreserveCard({ inspectionId, items, preserving, kept, onChange }: Props) {
  const things = filled(preserving.things)
  const ask = async () => {
    const id = newId()
    await send('preservation.ask', {
      preservation_id: id,
      inspection_id: inspectionId,
      items,
      things,
      place: preserving.place.trim(),
      reason: preserving.reason.trim(),
      phoned: preserving.phoned,
    })
    await onChange({ id, things, asked: true })
  }
  const facts = ofPreserving({ things, called: preserving.asked && preserving.phoned !== null }, kept)
  return (
    <View className='card pad' id='conclude-preserve' data-testid='preserve'>
      <View className='t-head mb-2'>先行登记保存</View>
      {preserving.asked ? (
        <Asked preserving={preserving} kept={kept} />
      ) : (
        <Asking preserving={preserving} onChange={onChange} onAsk={ask} />
      )}
      {preserving.asked ? <Rules found={broken('preserve', facts)} testId='preserve-rules' /> : null}
    </View>
  )
}
