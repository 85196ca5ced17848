import { View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { statement } from '../../documents/compose'
import type { Source } from '../../documents/source'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { scrollTo } from '../../ui/scroll'
import { Skeleton } from '../../ui/States'
import { Frame } from '../Frame'
import { go, goOn } from '../go'
import { LackButton } from '../LackButton'
import type { Inspection, Task } from '../shapes'
import { lacksOnArrival } from '../steps'
import { Trouble } from '../Trouble'
import { momentNow, useChecklist, useInspection, useMe, useTask } from '../use'
import { useOthersWord } from '../useOthersWord'
import { ActCode } from './ActCode'
import { Avoidance } from './Avoidance'
import { CheckIn } from './CheckIn'
import { Credentials } from './Credentials'

interface Loaded {
  task: Task
  inspection: Inspection | null
}

function useSpoken({ task, inspection }: Loaded) {
  const me = useMe()
  const checklist = useChecklist(task.checklist_id).value
  if (!me || !checklist) return null
  const source: Source = {
    me,
    task,
    checklist,
    inspection: inspection ?? { answers: {} },
    number: { number: '', verify_url: '' },
    now: momentNow(),
  }
  return statement(source)
}

function Steps({ task, inspection }: Loaded) {
  const me = useMe()
  const spoken = useSpoken({ task, inspection })
  const lacks = lacksOnArrival(task, inspection, me?.officer_id ?? null)
  const presenceOpen = lacks.some(({ key }) => key === 'presence')
  useOthersWord(task.id, presenceOpen)
  const foot = lacks.length ? (
    <LackButton lacks={lacks} onTap={({ key }) => scrollTo(`arrive-${key}`)} testId='lacks' />
  ) : (
    <Button
      look='main'
      icon='list'
      text='开始逐项检查'
      onTap={() => goOn('check', { task: task.id })}
      testId='begin-check'
    />
  )
  return (
    <Frame title='到场亮证' testId='arrive' foot={<View className='acts'>{foot}</View>}>
      <CheckIn task={task} inspection={inspection} />
      <View className='note-box tone-active'>
        <Icon name='cert' size='l' />
        <View className='grow'>请出示实体执法证或官方电子证。本页只作记录，不是证件。</View>
      </View>
      <ActCode task={task} />
      <Credentials task={task} inspection={inspection} words={spoken?.credentials} />
      <Avoidance task={task} inspection={inspection} words={spoken?.avoidance} />
      {inspection ? (
        <View className='card'>
          <Row
            icon='hand'
            title='没法检查'
            note='关门停业、无法联系、拒绝检查'
            onTap={() => go('unable', { task: task.id })}
            testId='to-unable'
          />
        </View>
      ) : null}
    </Frame>
  )
}

/** 到场: position, certificates by both, the act code, 回避. Nothing the party decides is preset. */
export default function ArrivePage() {
  const { task: id = '' } = useRouter().params
  const { value: task, problem, refresh } = useTask(id)
  const { inspection } = useInspection(id)
  if (task) return <Steps task={task} inspection={inspection} />
  return (
    <Frame title='到场亮证'>
      {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='任务' />}
    </Frame>
  )
}
