import { Input, Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useMemo, useState } from 'react'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Note } from '../../ui/Status'
import { Skeleton, StateCard } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { Frame } from '../Frame'
import { go } from '../go'
import type { Chosen } from '../hand/draft'
import { SelectFoot, SelectLine } from '../hand/SelectBar'
import { useSelecting, type Selecting } from '../hand/useSelecting'
import type { FoundSubject } from '../shapes'
import { TabBar } from '../TabBar'
import { Trouble } from '../Trouble'
import { useOutbox } from '../use'
import { useSettled } from '../useSettled'
import { Filters, type Narrowed } from './Filters'
import { Recent, useRecent } from './Recent'
import { FoundRow } from './Row'
import { useBottom } from './useBottom'
import { useFound, type Finding } from './useFound'

const LONGEST = 64

function Nothing({ q, narrowed, widen }: { q: string; narrowed: boolean; widen: () => void }) {
  return (
    <StateCard
      icon='search'
      title={`没有找到“${q}”`}
      testId='empty'
      acts={narrowed ? <Button look='soft' text='去掉筛选再查' onTap={widen} testId='widen' /> : null}
    >
      {narrowed ? '筛选条件里没有。' : '少写几个字，或换名称、地址里的另几个字试试。'}
    </StateCard>
  )
}

/** Counting all would take longer than finding: more than what is shown is said as such. */
function End({ items, more, loading, problem, further }: Finding) {
  if (problem) {
    return (
      <View className='center mt-2'>
        <View className='t-note2'>{problem.status === 0 ? '现在没有网络' : problem.title}</View>
        <Button look='soft' icon='sync' text='再试一次' onTap={further} testId='retry-more' />
      </View>
    )
  }
  if (!more) return <View className='t-note2 center mt-2'>共 {items.length} 条</View>
  return (
    <View className='center mt-2' id='search-end'>
      <Button
        look='text'
        text={loading ? '正在取下一页' : `超过 ${items.length} 条，看下一页`}
        onTap={further}
        testId='more'
      />
    </View>
  )
}

interface ResultsProps {
  selecting: Selecting
  q: string
  narrowed: Narrowed
  widen: () => void
  remember: (q: string) => void
}

const pickOf = (subject: FoundSubject): Chosen => ({
  kind: 'subject',
  id: subject.id,
  subject: subject.name,
  title: subject.uscc,
  said: subject.address,
})

function Results({ q, narrowed, widen, remember, selecting }: ResultsProps) {
  const { online } = useOutbox()
  const found = useFound(useMemo(() => ({ ...narrowed, q }), [q, narrowed]))
  const { value, problem, refresh } = found.first
  useBottom('search-end', found.problem ? () => undefined : found.further)
  if (!value && !online) {
    return (
      <StateCard icon='off' tone='c-warn' title='现在没有网络' testId='offline'>
        查全部主体要等有网。手里的任务照常能做。
      </StateCard>
    )
  }
  if (!value) {
    if (problem) return <Trouble problem={problem} onRetry={refresh} />
    return <Skeleton what='主体' />
  }
  const isNarrowed = Object.values(narrowed).some(Boolean)
  return (
    <View>
      {value.degraded ? (
        <Note tone='warn' icon='tri' testId='degraded'>
          <Text>{value.notice}</Text>
        </Note>
      ) : null}
      {found.items.length ? <SelectLine selecting={selecting} words='选几家一起移交' /> : null}
      {found.items.length ? (
        <View className='card rows'>
          {found.items.map((subject) => (
            <FoundRow
              key={subject.id}
              subject={subject}
              chosen={selecting.on ? selecting.has(subject.id) : undefined}
              onHold={() => selecting.start(pickOf(subject))}
              onTap={() => {
                if (selecting.on) return selecting.toggle(pickOf(subject))
                remember(q)
                return go('subject', { id: subject.id })
              }}
            />
          ))}
        </View>
      ) : (
        <Nothing q={q} narrowed={isNarrowed} widen={widen} />
      )}
      {found.items.length || found.more ? <End {...found} /> : null}
    </View>
  )
}

function Field({ typed, type }: { typed: string; type: (text: string) => void }) {
  return (
    <View className='search-top'>
      <View className='field fx search-field'>
        <Icon name='search' size='l' className='c-3' />
        <Input
          className='grow ml-2'
          value={typed}
          maxlength={LONGEST}
          confirmType='search'
          placeholder='名称、地址、代码、电话或首字母'
          aria-label='名称、地址、代码、电话或首字母'
          data-testid='search-input'
          onInput={(event) => type(event.detail.value)}
        />
        {typed ? (
          <Tap className='icon-btn icon-btn-plain' label='清空' onTap={() => type('')}>
            <Icon name='x' />
          </Tap>
        ) : null}
      </View>
    </View>
  )
}

/** 查主体: near ones first, the matched piece marked. */
export default function SearchPage() {
  const { q: given = '' } = useRouter().params
  const [typed, type] = useState(decodeURIComponent(given).slice(0, LONGEST))
  const [narrowed, narrow] = useState<Narrowed>({})
  const { words, remember, forget } = useRecent()
  const selecting = useSelecting()
  const q = useSettled(typed)
  return (
    <Frame
      root
      title='查主体'
      testId='search'
      top={<Field typed={typed} type={type} />}
      foot={selecting.on ? <SelectFoot selecting={selecting} /> : <TabBar page='search' />}
    >
      {q ? (
        <View>
          <Filters narrowed={narrowed} onChange={narrow} />
          <Results
            q={q}
            narrowed={narrowed}
            widen={() => narrow({})}
            remember={remember}
            selecting={selecting}
          />
        </View>
      ) : (
        <Recent words={words} onPick={type} onForget={forget} />
      )}
    </Frame>
  )
}
