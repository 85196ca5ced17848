import { Image, Text, View } from '@tarojs/components'
import { useState } from 'react'
import { api } from '@/store'
import { Icon } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { Chip } from '../../ui/Status'
import { toast } from '../../ui/Toast'
import { momentInWords } from '../../ui/words'
import { go } from '../go'
import { TONES } from '../handovers/tones'
import type { Handover } from '../shapes'
import { failureWords, now } from '../use'

export function Head({ one }: { one: Handover }) {
  return (
    <View className='card pad'>
      <View className='fx-top'>
        <View className='t-title grow' data-testid='handover-subject'>
          {one.subject}
          {one.count > 1 ? ` 等 ${one.count} 件` : ''}
        </View>
        <View className='ml-2'>
          <Chip tone={TONES[one.state]} text={one.state_in_words} testId='handover-state' />
        </View>
      </View>
      <View className='t-note2'>
        {one.way_in_words}·{one.sender} {one.sent_by}
      </View>
      <View className='t-note2'>给 {one.receiver}</View>
      {one.due ? (
        <View className={`t-body2 strong mt-1 ${one.late ? 'c-late' : ''}`}>
          {one.due}前{one.waits_for}
          {one.late ? '，已经超期' : ''}
        </View>
      ) : null}
      <View className='speech mt-2'>{one.reason}</View>
      {one.basis.length ? (
        <View className='t-note mt-1'>依据{one.basis.join('、')}</View>
      ) : null}
      {one.crew.length ? <View className='t-note'>专案组 {one.crew.join('、')}</View> : null}
    </View>
  )
}

export function Things({ one }: { one: Handover }) {
  return (
    <View>
      <View className='section'>移交的内容</View>
      <View className='card rows'>
        {one.things.map((each, index) => (
          <Row
            key={index}
            className='rule-between'
            icon={each.kind === 'task' ? 'list' : each.kind === 'finding' ? 'tri' : 'shop'}
            title={<Text className='strong'>{each.kind === 'subject' ? each.subject : each.title}</Text>}
            note={
              <View>
                {each.kind === 'subject' ? null : <View>{each.subject}</View>}
                <View>{each.said}</View>
              </View>
            }
            onTap={() => go('subject', { id: each.subject_id })}
            testId='thing'
          />
        ))}
      </View>
    </View>
  )
}

const KIND: Record<string, string> = { photo: '照片', document: '文书', paper: '纸质' }

export function MaterialList({ one }: { one: Handover }) {
  const [opened, open] = useState<Record<string, string>>({})
  if (!one.readable) {
    return (
      <View className='t-note2 center mb-2'>已经退回或撤回，材料不再打得开。</View>
    )
  }
  if (!one.material.length && !one.lacking.length) return null
  const look = async (id: string) => {
    try {
      const found = await api.handedPicture(one.id, id)
      open((before) => ({ ...before, [id]: found }))
    } catch (failure) {
      toast(failureWords(failure) ?? '没有打开', { icon: 'tri' })
    }
  }
  return (
    <View>
      <View className='section'>材料</View>
      <View className='card rows'>
        {one.material.map((each) => (
          <View className='rule-between' key={each.id}>
            <Row
              icon={each.kind === 'photo' ? 'camera' : 'doc'}
              title={<Text className='strong'>{each.title}</Text>}
              note={each.part_in_words || KIND[each.kind]}
              onTap={
                each.kind === 'photo' && !opened[each.id] ? () => look(each.id) : undefined
              }
              testId='material'
            />
            {opened[each.id] ? (
              <Image className='photo-full' mode='widthFix' src={opened[each.id]} />
            ) : null}
          </View>
        ))}
        {one.lacking.map((each) => (
          <Row
            key={each.title}
            className='rule-between'
            icon='info'
            title={each.title}
            note={`没有：${each.reason}`}
          />
        ))}
      </View>
    </View>
  )
}

const DONE = ['receive', 'approve']
const BAD = ['return', 'refuse', 'withdraw']

/** Every step, the latest first. */
export function Trail({ one }: { one: Handover }) {
  const tone = (act: string) =>
    DONE.indexOf(act) >= 0 ? 'c-done' : BAD.indexOf(act) >= 0 ? 'c-warn' : 'c-active'
  return (
    <View>
      <View className='section'>经过</View>
      <View className='card rows' data-testid='steps'>
        {one.steps
          .slice()
          .reverse()
          .map((step, index) => (
            <View className='row rule-between fx-top' key={index}>
              <Icon name={BAD.indexOf(step.act) >= 0 ? 'undo' : 'okc'} className={tone(step.act)} />
              <View className='grow'>
                <View className='strong'>{step.act_in_words}</View>
                <View className='t-note2'>
                  {step.name}·{momentInWords(step.at, now())}
                </View>
                {step.signed_by ? (
                  <View className='t-note2'>对方经办人 {step.signed_by}</View>
                ) : null}
                {step.reason ? <View className='t-note2'>{step.reason}</View> : null}
              </View>
            </View>
          ))}
      </View>
    </View>
  )
}

