import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useMemo, useState } from 'react'
import { api } from '@/store'
import type { Panorama, Sealed } from '@/store/panorama'
import { Button } from '../../ui/Button'
import { Row } from '../../ui/Row'
import { Chip, Note, Tag } from '../../ui/Status'
import { Skeleton } from '../../ui/States'
import { momentInWords } from '../../ui/words'
import { useTie } from '../avoidances/useTies'
import { Frame } from '../Frame'
import { go } from '../go'
import { handOver } from '../hand/begin'
import type { Chosen } from '../hand/draft'
import { classWords, shortAddress } from '../tones'
import { Trouble } from '../Trouble'
import { useMe, useRead } from '../use'
import { Avoid } from './Avoid'
import { Changes } from './Changes'
import { People } from './People'
import { RevealSheet } from './RevealSheet'
import { Licences, Rectifications, Visits, Year } from './Sections'

function Head({ subject }: Pick<Panorama, 'subject'>) {
  const here = subject.operating_address || subject.address
  return (
    <View className='card pad'>
      <View className='t-title' data-testid='subject-name'>
        {subject.name}
      </View>
      <View className='t-note t-mono'>{subject.number || '按身份证号登记'}</View>
      <View className='t-note2'>{shortAddress(here)}</View>
      <View className='tags mt-1'>
        <Chip
          tone={subject.state === '存续' ? 'done' : 'idle'}
          icon={subject.state === '存续' ? undefined : 'stop'}
          text={subject.state}
        />
        {[subject.kind, subject.industry_name]
          .concat(classWords(subject), subject.tags)
          .filter(Boolean)
          .map((words) => (
            <Tag key={words} text={words} />
          ))}
      </View>
    </View>
  )
}

const pickOf = ({ id, name, number, address }: Panorama['subject']): Chosen => ({
  kind: 'subject',
  id,
  subject: name,
  title: number,
  said: address,
})

function Notes({ alerts, merged_into: into }: Pick<Panorama, 'alerts' | 'merged_into'>) {
  return (
    <View>
      {into ? (
        <Note tone='warn' icon='swap' testId='merged-into'>
          <Text>这条已并入{into.name}，请看那一条。</Text>
        </Note>
      ) : null}
      {into ? (
        <View className='card rows'>
          <Row
            icon='shop'
            title={<Text className='strong'>{into.name}</Text>}
            note={into.number}
            onTap={() => go('subject', { id: into.id })}
            testId='survivor'
          />
        </View>
      ) : null}
      {alerts.map((one) => (
        <Note
          key={one.words}
          tone={one.tone}
          icon={one.tone === 'late' ? 'alarm' : 'tri'}
          testId='alert'
        >
          <Text>{one.words}</Text>
        </Note>
      ))}
    </View>
  )
}

function Credits({ credits }: Pick<Panorama, 'credits'>) {
  if (!credits.length) return null
  return (
    <View>
      <View className='section'>
        信用<Text className='section-note'>按月评定</Text>
      </View>
      <View className='card pad tags' data-testid='credits'>
        {credits.slice(0, 6).map((one) => (
          <Tag key={one.month} text={`${one.month.slice(2)} ${one.grade}`} />
        ))}
      </View>
    </View>
  )
}

/** Where one goes on from here; a task that there is already comes before a new one. */
function StartFoot({ whole }: { whole: Panorama }) {
  const me = useMe()
  const { subject, merged_into: into, open_tasks: tasks } = whole
  const tied = useTie(subject.id)
  const field = me?.officer_id && me.roles.some((role) => role === 'officer' || role === 'leader')
  if (!field || tied || into || subject.state !== '存续') return null
  return (
    <View className='acts'>
      <Button
        look='main'
        icon='play'
        text={tasks.length ? '另外发起检查' : '开始检查'}
        onTap={() => go('start', { subject: subject.id })}
        testId='start-here'
      />
    </View>
  )
}

/** 主体全景: who it is, what all agencies found there, what runs out; personal data masked. */
export default function SubjectPage() {
  const { id = '' } = useRouter().params
  const me = useMe()
  const [asked, ask] = useState<Sealed | null>(null)
  const { value, problem, storedAt, refresh } = useRead(
    useMemo(() => (id ? api.panorama(id) : null), [id]),
  )
  if (!value) {
    return (
      <Frame title='主体'>
        {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='主体' />}
      </Frame>
    )
  }
  return (
    <Frame title='主体' testId='subject' foot={<StartFoot whole={value} />}>
      {storedAt ? (
        <View className='t-note2 mb-2'>下面是{momentInWords(storedAt)}存下的内容</View>
      ) : null}
      <Head subject={value.subject} />
      <Notes alerts={value.alerts} merged_into={value.merged_into} />
      <View className='card rows'>
        <Row
          icon='map'
          title='在地图上看'
          note={value.subject.latitude ? undefined : '没有登记坐标'}
          onTap={value.subject.latitude ? () => go('map', { subject: id }) : undefined}
        />
      </View>
      <View className='card rows'>
        <Row
          icon='swap'
          title='移交这一家'
          note='问题线索移交、抄告'
          onTap={() => handOver([pickOf(value.subject)])}
          testId='hand-subject'
        />
      </View>
      {me?.officer_id && !value.merged_into ? <Avoid id={id} name={value.subject.name} /> : null}
      <Year year={value.year} tasks={value.open_tasks} />
      <Rectifications rectifications={value.rectifications} />
      <Licences licences={value.licences} />
      <Visits visits={value.inspections} />
      <Credits credits={value.credits} />
      <People subject={value.subject} onAsk={ask} />
      <Changes changes={value.changes} absorbed={value.absorbed} />
      {asked ? <RevealSheet id={id} field={asked} onClose={() => ask(null)} /> : null}
    </Frame>
  )
}
