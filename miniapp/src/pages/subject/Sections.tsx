import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import type { Licence, Panorama, Rectification, Visit } from '@/store/panorama'
import { Button } from '../../ui/Button'
import { Row } from '../../ui/Row'
import { Chip, type Tone } from '../../ui/Status'
import { go } from '../go'

const FIRST = 5

/** How often it was visited this year, by whom, and what is under way. */
export function Year({ year, tasks }: { year: Panorama['year']; tasks: Panorama['open_tasks'] }) {
  return (
    <View>
      <View className='section'>
        {year.year} 年入企检查
        <Text className='section-note'>上限：{year.cap_in_words}</Text>
      </View>
      <View className='card rows' data-testid='year'>
        <Row
          className='rule-between'
          icon='cal'
          title={
            <Text className='strong'>
              {year.count ? `已查 ${year.count} 次` : '今年还没有查过'}
            </Text>
          }
          note={`再查是本年第 ${year.count + 1} 次`}
        />
        {year.agencies.map((one) => (
          <Row
            className='rule-between'
            key={one.agency}
            title={one.agency}
            right={<Text className='strong'>{one.count} 次</Text>}
          />
        ))}
        {tasks.map((one) => (
          <Row
            className='rule-between'
            key={one.id}
            icon='list'
            title={one.checklist_title}
            note={`${one.state_in_words}，${one.deadline} 到期`}
            onTap={() => go('task', { id: one.id })}
          />
        ))}
      </View>
    </View>
  )
}

export function Rectifications({ rectifications }: { rectifications: Rectification[] }) {
  if (!rectifications.length) return null
  return (
    <View>
      <View className='section'>
        没销号的整改
        <Text className='section-note'>{rectifications.length} 项</Text>
      </View>
      <View className='card rows' data-testid='rectifications'>
        {rectifications.map((one, index) => (
          <Row
            className='rule-between'
            key={index}
            icon='undo'
            tone={one.late ? 'c-late' : 'c-warn'}
            title={<Text className='strong'>{one.due ? `${one.due} 前` : '没有登记期限'}</Text>}
            note={[`${one.agency}，${one.day} 查的`, one.state_in_words].filter(Boolean).join('·')}
            right={one.late ? <Chip tone='late' text='逾期' /> : undefined}
            onTap={one.order_id ? () => go('order', { id: one.order_id as string }) : undefined}
          />
        ))}
      </View>
    </View>
  )
}

const STANDING: Record<Licence['standing'], Tone> = {
  valid: 'done',
  soon: 'warn',
  expired: 'late',
}

function term(one: Licence): string {
  if (!one.valid_to) return '长期有效'
  if (one.standing === 'soon') return `${one.valid_to} 到期，还有 ${one.days_left} 天`
  if (one.standing === 'expired') return `${one.valid_to} 已到期`
  return `到 ${one.valid_to}`
}

export function Licences({ licences }: { licences: Licence[] }) {
  return (
    <View>
      <View className='section'>
        许可证件
        <Text className='section-note'>{licences.length} 张</Text>
      </View>
      <View className='card rows' data-testid='licences'>
        {licences.length ? (
          licences.map((one) => (
            <View className='row rule-between fx-top' key={one.id}>
              <View className='grow'>
                <View className='t-body2 strong'>{one.kind}</View>
                <View className='t-note t-mono'>{one.number}</View>
                <View className='t-note'>{one.issuer}</View>
                <View className='t-note2'>{term(one)}</View>
              </View>
              <Chip tone={STANDING[one.standing]} text={one.standing_in_words} />
            </View>
          ))
        ) : (
          <Row icon='doc' title='没有登记许可证件' />
        )}
      </View>
    </View>
  )
}

/** Inspections of all agencies; ones of the own team open. */
export function Visits({ visits }: { visits: Visit[] }) {
  const [all, showAll] = useState(false)
  return (
    <View>
      <View className='section'>
        各部门检查
        <Text className='section-note'>共 {visits.length} 次</Text>
      </View>
      <View className='card rows' data-testid='visits'>
        {visits.slice(0, all ? undefined : FIRST).map((one, index) => (
          <Row
            className='rule-between'
            key={index}
            icon='hist'
            title={
              <Text className='strong'>{one.result_in_words || one.state_in_words}</Text>
            }
            note={[one.day, one.agency, one.title].filter(Boolean).join('·')}
            right={one.open ? <Chip tone='warn' text='未销号' /> : undefined}
            onTap={one.task_id ? () => go('task', { id: one.task_id as string }) : undefined}
          />
        ))}
        {visits.length ? null : <Row icon='hist' title='还没有检查过' />}
        {!all && visits.length > FIRST ? (
          <View className='pad'>
            <Button
              text={`看更早的 ${visits.length - FIRST} 次`}
              onTap={() => showAll(true)}
              testId='visits-more'
            />
          </View>
        ) : null}
      </View>
    </View>
  )
}
