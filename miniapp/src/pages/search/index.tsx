import { Input, Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useMemo, useState } from 'react'
import { api } from '@/store'
import { Icon } from '../../ui/Icon'
import { Tag } from '../../ui/Status'
import { Skeleton, StateCard } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { Frame } from '../Frame'
import { go } from '../go'
import type { Subject } from '../shapes'
import { TabBar } from '../TabBar'
import { classWords, shortAddress } from '../tones'
import { Trouble } from '../Trouble'
import { useOutbox, useRead } from '../use'

const PAUSE_MS = 350

/** The typed words, after the fingers have come to rest. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => settle(text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

function Marked({ text, hit }: { text: string; hit: string }) {
  const at = hit ? text.toUpperCase().indexOf(hit.toUpperCase()) : -1
  if (at < 0) return <Text>{text}</Text>
  return (
    <Text>
      {text.slice(0, at)}
      <Text className='mark'>{text.slice(at, at + hit.length)}</Text>
      {text.slice(at + hit.length)}
    </Text>
  )
}

function Found({ subject, hit }: { subject: Subject; hit: string }) {
  return (
    <Tap
      className='row rule-between fx-top'
      onTap={() => go('subject', { id: subject.id })}
      testId='subject-row'
      label={subject.name}
    >
      <Icon name='shop' size='l' className='c-3' />
      <View className='grow'>
        <View className='strong'>
          <Marked text={subject.name} hit={hit} />
        </View>
        <View className='t-note t-mono'>
          <Marked text={subject.uscc} hit={hit} />
        </View>
        <View className='t-note2'>
          <Marked text={shortAddress(subject.address)} hit={hit} />
        </View>
        <View className='tags'>
          {classWords(subject).map((words) => (
            <Tag key={words} text={words} />
          ))}
        </View>
      </View>
      <Icon name='right' size='s' className='row-chevron' />
    </Tap>
  )
}

function Results({ hit }: { hit: string }) {
  const { online } = useOutbox()
  const reading = useRead(useMemo(() => (hit ? api.subjects(hit, 30) : null), [hit]))
  if (!hit) {
    return (
      <StateCard icon='search' tone='c-active' title='查监管对象'>
        输入名称、地址里的几个字，或统一社会信用代码开头几位；也可以扫营业执照上的码。
      </StateCard>
    )
  }
  const { value, problem, refresh } = reading
  if (!value && !online) {
    return (
      <StateCard icon='off' tone='c-warn' title='现在没有网络'>
        查全部主体要等有网。手里的任务照常能做。
      </StateCard>
    )
  }
  if (!value) {
    if (problem) return <Trouble problem={problem} onRetry={refresh} />
    return <Skeleton what='主体' />
  }
  if (!value.items.length) {
    return (
      <StateCard icon='search' title={`没有找到“${hit}”`} testId='empty'>
        换几个字试试，少写一些更容易找到。
      </StateCard>
    )
  }
  return (
    <View className='card rows'>
      {value.items.map((subject) => (
        <Found key={subject.id} subject={subject} hit={hit} />
      ))}
    </View>
  )
}

/** 查主体: the matched piece is marked. */
export default function SearchPage() {
  const { q = '' } = useRouter().params
  const [typed, type] = useState(decodeURIComponent(q))
  const hit = useSettled(typed)
  return (
    <Frame
      root
      title='查主体'
      testId='search'
      top={
        <View className='search-top'>
          <View className='field fx search-field'>
            <Icon name='search' size='l' className='c-3' />
            <Input
              className='grow ml-2'
              value={typed}
              placeholder='名称、地址或信用代码'
              aria-label='名称、地址或信用代码'
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
      }
      foot={<TabBar page='search' />}
    >
      <Results hit={hit} />
    </Frame>
  )
}
