import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useMemo } from 'react'
import { api } from '@/store'
import { Icon } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { Chip, Tag } from '../../ui/Status'
import { Skeleton } from '../../ui/States'
import { momentInWords } from '../../ui/words'
import { Frame } from '../Frame'
import { go } from '../go'
import type { Subject, Task } from '../shapes'
import { classWords } from '../tones'
import { Trouble } from '../Trouble'
import { useRead } from '../use'

type Shown = Subject & { past?: Task['past']; state?: string }

const STATES: Record<string, string> = { active: '存续', cancelled: '已注销', revoked: '已吊销' }

function Head({ subject }: { subject: Shown }) {
  return (
    <View className='card pad'>
      <View className='t-title'>{subject.name}</View>
      <View className='t-note t-mono'>{subject.uscc}</View>
      <View className='t-note2'>{subject.address}</View>
      <View className='tags mt-1'>
        {subject.state && STATES[subject.state] ? (
          <Chip tone={subject.state === 'active' ? 'done' : 'idle'} text={STATES[subject.state]} />
        ) : null}
        {[subject.industry_name]
          .concat(classWords(subject), subject.tags)
          .filter(Boolean)
          .map((words) => (
            <Tag key={words} text={words} />
          ))}
      </View>
    </View>
  )
}

function Past({ past }: { past: Task['past'] }) {
  return (
    <View>
      <View className='section'>
        各部门检查
        <Text className='section-note'>共 {past.length} 次</Text>
      </View>
      <View className='card rows'>
        {past.length ? (
          past.map((one, index) => (
            <View className='row rule-between' key={index}>
              <Icon name='hist' size='l' className='c-3' />
              <View className='grow'>
                <View className='t-note'>
                  {one.date}·{one.agency}
                </View>
                <View className='t-body2'>{one.result_in_words}</View>
              </View>
              {one.open ? <Chip tone='warn' text='未销号' /> : null}
            </View>
          ))
        ) : (
          <Row icon='hist' title='还没有检查过' />
        )}
      </View>
    </View>
  )
}

/** 主体: who it is, how it is classed, what was found before; personal data masked. */
export default function SubjectPage() {
  const { id = '' } = useRouter().params
  const { value, problem, storedAt, refresh } = useRead(
    useMemo(() => (id ? api.subject(id) : null), [id]),
  )
  const subject = value as Shown | undefined
  if (!subject) {
    return (
      <Frame title='主体'>
        {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='主体' />}
      </Frame>
    )
  }
  return (
    <Frame title='主体' testId='subject'>
      {storedAt ? (
        <View className='t-note2 mb-2'>下面是{momentInWords(storedAt)}存下的内容</View>
      ) : null}
      <Head subject={subject} />
      <View className='card rows'>
        <Row
          className='rule-between'
          icon='user'
          title={<Text className='strong'>{subject.legal_rep || '未登记负责人'}</Text>}
          note={subject.phone_masked || '没有留电话'}
        />
        <Row
          className='rule-between'
          icon='map'
          title='在地图上看'
          onTap={() => go('map', { subject: subject.id })}
        />
      </View>
      <Past past={subject.past ?? []} />
    </Frame>
  )
}
