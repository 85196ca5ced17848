import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { bridge } from '@/bridge'
import { Icon } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { Sheet } from '../../ui/Sheet'
import { Chip, Tag } from '../../ui/Status'
import { Tap } from '../../ui/Tap'
import { toast } from '../../ui/Toast'
import { monthDay, timeOf, weekday } from '../../ui/words'
import { go } from '../go'
import type { Inspection, Task, Teammate } from '../shapes'
import { classWords, shortAddress, toneOf } from '../tones'
import { leftInWords } from '../start/wish'
import { failureWords, useInspection } from '../use'
import { placeWords } from '../where'

function Head({ task }: { task: Task }) {
  const { subject } = task
  const navigate = () => {
    if (!subject.latitude || !subject.longitude) return
    const place = {
      latitude: subject.latitude,
      longitude: subject.longitude,
      name: subject.name,
      address: subject.address,
    }
    bridge.openMap(place).catch((failure) => toast(failureWords(failure) ?? '没有打开地图'))
  }
  return (
    <View className='pad'>
      <View className='t-title' data-testid='subject-name'>
        {subject.name}
      </View>
      <View className='t-note2'>{shortAddress(subject.address)}</View>
      <View className='t-note t-mono'>{subject.uscc}</View>
      <View className='fx mt-1'>
        <View className='tags grow'>
          <Chip tone={toneOf(task.state)} text={task.state_in_words} testId='task-state' />
          {classWords(subject).map((words) => (
            <Tag key={words} text={words} />
          ))}
        </View>
        <Tap
          className='icon-btn ml-2'
          label='在地图上看'
          onTap={() => go('map', { task: task.id })}
          testId='open-map'
        >
          <Icon name='map' size='l' />
        </Tap>
        <Tap className='icon-btn ml-2' label='导航过去' onTap={navigate} testId='navigate'>
          <Icon name='go' size='l' />
        </Tap>
      </View>
    </View>
  )
}

/** How long there is; nothing of what was handed in. */
function deadlineWords({ state, working_days_left: left }: Task): string {
  if (state === 'review' || state === 'done') return ''
  if (left > 0) return `，还剩 ${left} 个工作日`
  return left === 0 ? '，就是今天' : `，已过 ${-left} 个工作日`
}

function Past({ past }: Pick<Task, 'past'>) {
  const open = past.filter((one) => one.open).length
  if (!past.length) return <Text>以前没有查过</Text>
  return (
    <View>
      <Text className='strong'>以往 {past.length} 次</Text>
      <Text>{open ? `，${open} 项未销号` : '，没有未销号'}</Text>
    </View>
  )
}

function PastSheet({ past, onClose }: Pick<Task, 'past'> & { onClose: () => void }) {
  return (
    <Sheet title='以往检查' onClose={onClose} testId='past-sheet'>
      <View className='rows'>
        {past.map((one, index) => (
          <View className='row rule-between' key={index}>
            <View className='grow'>
              <View className='t-note'>
                {one.date}·{one.agency}
              </View>
              <View className='t-body2'>{one.result_in_words}</View>
            </View>
            {one.open ? <Chip tone='warn' text='未销号' /> : null}
          </View>
        ))}
      </View>
    </Sheet>
  )
}

const ANSWERS: Record<string, string> = { accepted: '已接收', declined: '已退回', none: '未接收' }

const HOW: Record<string, string> = { signed: '，扫码核验', code: '，到场数核验' }

/** Once they are on the way to it: whether they are there, how that is known, and where. */
function Presence({ task, inspection, one }: Props & { inspection: Inspection }) {
  const seen = inspection.presence[one.officer_id]
  if (!seen || seen.state === 'none') return <View className='t-note'>还没确认到场</View>
  const place = placeWords(task, inspection, seen)
  const words =
    seen.state === 'confirmed' ? `到场${HOW[seen.how ?? ''] ?? ''}` : '到场，待服务器核验'
  return (
    <View data-testid='presence'>
      <View className='t-note'>
        {seen.at ? timeOf(seen.at) : ''} {words}
      </View>
      {place ? <View className='t-note'>{place}</View> : null}
    </View>
  )
}

interface Props {
  task: Task
  one: Teammate
}

function Officer({ task, inspection, one }: Props & { inspection: Inspection | null }) {
  return (
    <View className='team-one'>
      <View className='avatar' aria-hidden>
        {one.name.slice(0, 1)}
      </View>
      <View className='grow'>
        <View className='t-body2'>
          <Text className='strong'>{one.name}</Text>
          {one.lead ? <Text className='t-note'> 组长</Text> : null}
        </View>
        <View className='t-note'>{one.certificate_number || '没有有效证件'}</View>
        {inspection ? (
          <Presence task={task} inspection={inspection} one={one} />
        ) : (
          <View className='t-note'>{ANSWERS[one.answer ?? 'none'] ?? '未接收'}</View>
        )}
      </View>
    </View>
  )
}

/** An emergency whose approval is not there yet. */
function MakingUp({ task: { approval: one } }: { task: Task }) {
  if (!one || one.state === 'approved') return null
  const left = one.minutes_left === null ? '' : leftInWords(one.minutes_left)
  return (
    <Row
      className='rule'
      icon='alarm'
      tone={one.late ? 'c-late' : 'c-warn'}
      title={<Text className='strong'>紧急检查，{one.state_in_words}</Text>}
      note={left && (one.late ? left : `还剩 ${left}`)}
      onTap={() => go('approvals', { id: one.id })}
      testId='making-up'
    />
  )
}

/** The upper card of a task: subject, checklist, deadline, past, team. */
export function Facts({ task }: { task: Task }) {
  const [pastOpen, openPast] = useState(false)
  const { checklist } = task
  const { inspection } = useInspection(task.id)
  const latest = task.past[0]
  return (
    <View className='card'>
      <Head task={task} />
      <Row
        className='rule'
        title={<Text className='strong'>{checklist.title}</Text>}
        note={`${checklist.item_count} 项，重点 ${checklist.key_count} 项·${task.kind_in_words}`}
        onTap={() => go('check', { task: task.id, look: 1 })}
        testId='open-checklist'
      />
      <View className='row rule'>
        <View className='grow'>
          <View className='t-note'>完成期限</View>
          <View data-testid='deadline'>
            <Text className='t-head'>{monthDay(task.deadline)}</Text>
            <Text className='t-body2'>
              {' '}
              {weekday(task.deadline)}
              {deadlineWords(task)}
            </Text>
          </View>
        </View>
        <Icon name='cal' size='l' className='c-3' />
      </View>
      <MakingUp task={task} />
      {task.note ? (
        <Row className='rule' icon='info' title={task.note} note={`${task.assigned_by} 交代`} />
      ) : null}
      <Row
        className='rule'
        icon='hist'
        title={<Past past={task.past} />}
        note={
          latest
            ? `最近 ${latest.date} ${latest.agency}，${latest.result_in_words}`
            : undefined
        }
        onTap={latest ? () => openPast(true) : undefined}
        testId='past'
      />
      <View className={`team rule ${inspection ? 'team-there' : ''}`}>
        {task.team.map((one) => (
          <Officer task={task} inspection={inspection} one={one} key={one.officer_id} />
        ))}
      </View>
      {pastOpen ? <PastSheet past={task.past} onClose={() => openPast(false)} /> : null}
    </View>
  )
}
