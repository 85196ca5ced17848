import { View } from '@tarojs/components'
import { useDidHide, useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { Skeleton, StateCard } from '../../ui/States'
import { Frame } from '../Frame'
import { goBack, goOn } from '../go'
import type { Checklist, Inspection, Item } from '../shapes'
import { allItems, openItems } from '../steps'
import { Trouble } from '../Trouble'
import { useChecklist, useInspection, useTask } from '../use'
import { Foot, sectionOf, Top } from './Bars'
import { FindingCard, NO_FINDING } from './Finding'
import { Look } from './Look'
import { Overview } from './Overview'
import { Question } from './Question'
import { useAnswers } from './useAnswers'

type Work = NonNullable<ReturnType<typeof useAnswers>>

interface Place {
  work: Work
  item: Item
  place: number
  inspection: Inspection
}

/** The item itself; it slides in when one comes to it. */
function Body({ work, item, place, inspection, onOverview }: Place & { onOverview: () => void }) {
  const answer = work.answers[item.code]
  return (
    <View className='part-in' key={item.code}>
      <Question
        item={item}
        place={place + 1}
        value={answer?.value}
        onAnswer={work.answer}
        onOverview={onOverview}
      />
      {answer?.value === 'fail' ? (
        <FindingCard
          item={item}
          finding={answer.finding ?? NO_FINDING}
          inspectionId={inspection.id}
          onChange={(change) => work.find(item.code, change)}
          onDone={work.save}
        />
      ) : null}
    </View>
  )
}

function Checking({ checklist, inspection }: { checklist: Checklist; inspection: Inspection }) {
  const [overview, openOverview] = useState(false)
  const work = useAnswers(inspection, checklist)
  useDidHide(() => {
    work?.save()
  })
  if (!work) return <Frame title={checklist.title}>{null}</Frame>
  const items = allItems(checklist) as Item[]
  const place = Math.max(
    0,
    items.findIndex(({ code }) => code === work.current),
  )
  const item = items[place]
  const open = openItems(checklist, work.answers)
  const here = sectionOf(checklist, item.code)
  const finish = async () => {
    if (open.length) return work.leave(open[0])
    if (await work.sayAll()) goOn('conclude', { task: inspection.task_id })
  }
  const pick = (code: string) => {
    openOverview(false)
    return work.leave(code)
  }
  return (
    <Frame
      title={`${checklist.sections[here].title} ${here + 1}/${checklist.sections.length}`}
      onBack={() => work.save().then(goBack)}
      testId='check'
      top={<Top checklist={checklist} answers={work.answers} current={item.code} />}
      foot={
        <Foot
          items={items}
          place={place}
          answer={work.answers[item.code]}
          left={open.length}
          onMove={(to) => work.leave(items[to].code)}
          onFinish={finish}
        />
      }
    >
      <Body
        work={work}
        item={item}
        place={place}
        inspection={inspection}
        onOverview={() => openOverview(true)}
      />
      {overview ? (
        <Overview
          checklist={checklist}
          answers={work.answers}
          open={open}
          current={item.code}
          onClose={() => openOverview(false)}
          onPick={pick}
        />
      ) : null}
    </Frame>
  )
}

/** 检查项: one question a page; before arrival, or when asked for, only to be read. */
export default function CheckPage() {
  const { task: id = '', look } = useRouter().params
  const task = useTask(id)
  const { inspection } = useInspection(id)
  const { value, problem, refresh } = useChecklist(task.value?.checklist_id)
  const locked = Boolean(inspection?.conclusion || inspection?.submitted_at)
  if (value && inspection && !look && !locked) {
    return <Checking checklist={value} inspection={inspection} />
  }
  if (value) return <Look checklist={value} answers={inspection?.answers ?? {}} />
  const failed = problem ?? task.problem
  return (
    <Frame title='检查表'>
      {failed ? <Trouble problem={failed} onRetry={refresh} /> : <Skeleton what='检查表' />}
      {task.value && !inspection && !look ? (
        <StateCard icon='pin' title='还没有到场'>
          先记下到场、出示证件，再逐项检查。
        </StateCard>
      ) : null}
    </Frame>
  )
}
