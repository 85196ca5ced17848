import { Text, View } from '@tarojs/components'
import { useDidShow } from '@tarojs/taro'
import { useMemo, useState } from 'react'
import { api } from '@/store'
import { Button } from '../../ui/Button'
import { Icon, type IconName } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { Chip } from '../../ui/Status'
import { Skeleton, StateCard } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { dayOf, momentInWords, monthDay, weekday } from '../../ui/words'
import { List as ApprovalList } from '../approvals/List'
import { Frame } from '../Frame'
import { go } from '../go'
import type { Chosen } from '../hand/draft'
import { SelectFoot, SelectLine } from '../hand/SelectBar'
import { useSelecting, type Selecting } from '../hand/useSelecting'
import { useResume } from '../resume'
import type { Approval, Approvals, InboxRow, Tab, Tasks } from '../shapes'
import { leftInWords } from '../start/wish'
import { TabBar } from '../TabBar'
import { useTipsCard } from '../tips/Card'
import { shortAddress, TAB_WORDS, toneOf } from '../tones'
import { Trouble } from '../Trouble'
import { now, useMe, useRead, type Reading } from '../use'
import { useMore } from '../useMore'

const TILES: { tab: Tab; icon: IconName }[] = [
  { tab: 'pending', icon: 'inbox' },
  { tab: 'active', icon: 'play' },
  { tab: 'review', icon: 'eye' },
  { tab: 'late', icon: 'alarm' },
]
const TABS: Tab[] = ['pending', 'todo', 'active', 'review', 'done', 'late']
const EMPTY_WORDS: Record<Tab, string> = {
  pending: '新派来的任务会出现在这里。',
  todo: '接收了还没到场的任务会出现在这里。',
  active: '到场后还没提交的检查会出现在这里。',
  review: '提交后等科室复核的检查会出现在这里。',
  done: '复核通过的检查会出现在这里。',
  late: '没有过期限的任务，很好。',
}

type Counts = Tasks['counts']

function Tiles({ counts, choose }: { counts?: Counts; choose: (tab: Tab) => void }) {
  return (
    <View className='card counts'>
      {TILES.map(({ tab, icon }) => (
        <Tap
          key={tab}
          className='count'
          onTap={() => choose(tab)}
          label={`${TAB_WORDS[tab]} ${counts ? counts[tab] : ''}`}
          testId={`count-${tab}`}
        >
          <View className={`t-num c-${tab}`}>{counts ? counts[tab] : '–'}</View>
          <View className='count-word'>
            <Icon name={icon} size='s' className={`c-${tab}`} />
            <Text className='ml-1'>{TAB_WORDS[tab]}</Text>
          </View>
        </Tap>
      ))}
    </View>
  )
}

function Tabs({ tab, counts, choose }: { tab: Tab; counts?: Counts; choose: (tab: Tab) => void }) {
  return (
    <View className='strip' role='tablist'>
      {TABS.map((one) => (
        <Tap
          key={one}
          role='tab'
          chosen={one === tab}
          className={`choice ${one === tab ? 'choice-on' : ''}`}
          onTap={() => choose(one)}
          testId={`tab-${one}`}
          label={TAB_WORDS[one]}
        >
          <Text>{TAB_WORDS[one]}</Text>
          {counts && counts[one] ? <Text className='strip-count'>{counts[one]}</Text> : null}
        </Tap>
      ))}
    </View>
  )
}

function deadlineWords({ state, deadline, late }: InboxRow): string {
  if (state === 'review' || state === 'done') return `期限 ${monthDay(deadline)}`
  return late ? `原期限 ${monthDay(deadline)}` : `${monthDay(deadline)}前完成`
}

const pickOf = (task: InboxRow): Chosen => ({
  kind: 'task',
  id: task.id,
  subject: task.subject.name,
  title: `任务 ${task.number}`,
  said: `${task.checklist_title}，${monthDay(task.deadline)}前完成`,
})

const termWords = ({ minutes_left: left, late }: Approval) =>
  late ? leftInWords(left) : `还剩 ${leftInWords(left)}`

function TaskLine({ task, selecting }: { task: InboxRow; selecting: Selecting }) {
  const picked = selecting.has(task.id)
  return (
    <Tap
      className={`task-line ${picked ? 'choice-on' : ''}`}
      onTap={() => (selecting.on ? selecting.toggle(pickOf(task)) : go('task', { id: task.id }))}
      onHold={() => selecting.start(pickOf(task))}
      testId='task-row'
      role={selecting.on ? 'checkbox' : 'link'}
      chosen={selecting.on ? picked : undefined}
      label={`${task.subject.name}，${task.late ? '逾期' : task.state_in_words}`}
    >
      <View className='fx-top'>
        <View className='task-name grow'>{task.subject.name}</View>
        <View className='ml-2'>
          {task.late ? (
            <Chip tone='late' text='逾期' />
          ) : (
            <Chip tone={toneOf(task.state)} text={task.state_in_words} />
          )}
        </View>
      </View>
      <View className='t-note2'>
        {task.checklist_title}·{task.kind_in_words}
      </View>
      {task.approval && task.approval.state !== 'approved' ? (
        <View className={`t-body2 strong ${task.approval.late ? 'c-late' : 'c-warn'}`}>
          <Icon name='alarm' size='s' /> {task.approval.state_in_words}
          {task.approval.minutes_left === null ? '' : `，${termWords(task.approval)}`}
        </View>
      ) : null}
      <View className='fx t-note mt-1'>
        <Icon name='pin' size='s' />
        <Text className='grow one-line ml-1'>{shortAddress(task.subject.address)}</Text>
        <Text className='ml-2 task-due'>{deadlineWords(task)}</Text>
      </View>
    </Tap>
  )
}

interface ListProps {
  selecting: Selecting
  reading: Reading<Tasks>
  tab: Tab
  choose: (tab: Tab) => void
}

function Empty({ tab, counts, choose }: { tab: Tab; counts: Counts; choose: (t: Tab) => void }) {
  const other = TABS.find((one) => counts[one] > 0)
  return (
    <StateCard
      icon='inbox'
      tone='c-active'
      title={`没有${TAB_WORDS[tab]}的任务`}
      testId='empty'
      acts={
        other ? (
          <Button
            look='soft'
            text={`看${TAB_WORDS[other]} ${counts[other]} 个`}
            onTap={() => choose(other)}
          />
        ) : null
      }
    >
      {EMPTY_WORDS[tab]}
    </StateCard>
  )
}

function List({ reading, tab, choose, selecting }: ListProps) {
  const { value, problem, refresh, storedAt } = reading
  const { rows, next, load } = useMore(reading, (before) => api.more(tab, before))
  if (!value) {
    if (problem) return <Trouble problem={problem} onRetry={refresh} />
    return <Skeleton what='任务' />
  }
  return (
    <View>
      {storedAt ? (
        <View className='t-note2 mb-2'>下面是{momentInWords(storedAt)}存下的任务</View>
      ) : null}
      {value.items.length ? <SelectLine selecting={selecting} words='选几个一起移交' /> : null}
      {value.items.length ? (
        <View className='card rows'>
          {(rows as unknown as InboxRow[]).map((task) => (
            <TaskLine key={task.id} task={task} selecting={selecting} />
          ))}
        </View>
      ) : (
        <Empty tab={tab} counts={value.counts} choose={choose} />
      )}
      {next ? (
        <View className='acts'>
          <Button tall className='grow' text='再看' onTap={load} testId='more' />
        </View>
      ) : null}
    </View>
  )
}

function Resume() {
  const active = useRead(useMemo(() => api.tasks('active'), [])).value
  const resume = useResume(active?.items as unknown as InboxRow[] | undefined)
  if (!resume) return null
  return (
    <Tap className='resume' onTap={resume.open} testId='resume' label={`继续检查，${resume.words}`}>
      <Icon name='play' size='xl' />
      <View className='grow ml-3'>
        <View className='t-head'>继续检查</View>
        <View className='resume-note one-line'>{resume.words}</View>
      </View>
      <Icon name='right' size='l' />
    </Tap>
  )
}

/** Orders to correct that wait for something; nothing when none does. */
function FollowUps() {
  const { value, refresh } = useRead(useMemo(() => api.orders(), []))
  useDidShow(refresh)
  const counts = value?.counts
  if (!counts || counts.all === counts.settled) return null
  const parts = [
    counts.late ? `逾期 ${counts.late}` : '',
    counts.reported ? `已报告 ${counts.reported}` : '',
    counts.undecided ? `没改到位 ${counts.undecided}` : '',
    counts.open > counts.late ? `整改中 ${counts.open - counts.late}` : '',
    counts.recheck ? `待复查 ${counts.recheck}` : '',
  ]
  return (
    <Row
      className='row-tight'
      icon='undo'
      tone={counts.late ? 'c-late' : 'c-warn'}
      title='整改跟踪'
      right={<Text className='t-note'>{parts.filter(Boolean).slice(0, 2).join('·')}</Text>}
      onTap={() => go('orders')}
      testId='follow-ups'
    />
  )
}

function Top() {
  const me = useMe()
  const today = dayOf(now())
  const date = `${monthDay(today)} ${weekday(today)}`
  const words = me ? [me.name, me.agency.short || me.agency.name, date] : [date]
  return <View className='page-sub'>{words.join('·')}</View>
}

function firstTab(counts: Counts | undefined): Tab {
  return TABS.find((one) => one !== 'done' && counts && counts[one] > 0) ?? 'pending'
}

/** What waits for this officer's decision, or for the head's on the own wishes. */
function Approving() {
  const { value } = useRead<Approvals>(useMemo(() => api.approvals({ state: 'pending' }), []))
  const mine = useRead<Approvals>(useMemo(() => api.approvals({ mine: 'true' }), [])).value
  const waiting = value?.decides ? value.counts.pending : 0
  const asked = mine?.counts.pending ?? 0
  if (!waiting && !asked) return null
  return (
    <>
      {waiting ? (
        <Row
          className='row-tight'
          icon='okc'
          tone='c-pending'
          title={<Text className='strong'>待我审批 {waiting} 件</Text>}
          onTap={() => go('approvals')}
          testId='to-approve'
        />
      ) : null}
      {asked ? (
        <Row
          className='row-tight'
          icon='clock'
          title={`我报的 ${asked} 件还没批`}
          onTap={() => go('approvals', { mine: 1 })}
          testId='asked-for'
        />
      ) : null}
    </>
  )
}

const FIELD = ['officer', 'leader']

/** 工作台: of who inspects the tasks, of who only approves what waits. */
export default function InboxPage() {
  const me = useMe()
  if (me && !me.roles.some((role) => FIELD.indexOf(role) >= 0)) {
    return <ApprovalList root top={<Top />} foot={<TabBar page='inbox' />} />
  }
  return <TaskInbox />
}

/** What came, what runs, what is late. */
function TaskInbox() {
  const [chosen, choose] = useState<Tab | null>(null)
  const first = useRead<Tasks>(useMemo(() => api.tasks('pending'), []))
  const tab = chosen ?? firstTab(first.value?.counts)
  const other = useRead<Tasks>(useMemo(() => (tab === 'pending' ? null : api.tasks(tab)), [tab]))
  const reading = tab === 'pending' ? first : other
  const counts = (reading.value ?? first.value)?.counts
  const [visit, comeBack] = useState(0)
  const selecting = useSelecting()
  const tips = useTipsCard()
  useDidShow(() => {
    comeBack((before) => before + 1)
    first.refresh()
    if (reading !== first) reading.refresh()
  })
  return (
    <Frame
      root
      title='掌上执法'
      top={<Top />}
      testId='inbox'
      sheet={tips.sheet}
      foot={
        selecting.on ? (
          <SelectFoot selecting={selecting} />
        ) : (
          <View>
            <Resume key={visit} />
            <TabBar page='inbox' />
          </View>
        )
      }
    >
      <Tiles counts={counts} choose={choose} />
      <View className='card rows'>
        <Approving key={visit} />
        <FollowUps />
        {tips.row}
      </View>
      <Tabs tab={tab} counts={counts} choose={choose} />
      <List reading={reading} tab={tab} choose={choose} selecting={selecting} />
    </Frame>
  )
}
