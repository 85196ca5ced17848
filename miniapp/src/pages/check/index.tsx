import { Text, View } from '@tarojs/components'
import { useDidHide, useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Parts } from '../../ui/Progress'
import { scrollTo } from '../../ui/scroll'
import { Failure, Skeleton, StateCard } from '../../ui/States'
import { Frame } from '../Frame'
import { goBack, goOn } from '../go'
import { LackButton } from '../LackButton'
import type { Answer, Checklist, Inspection, Item } from '../shapes'
import { allItems, lacksOfAnswer, openItems, tally } from '../steps'
import { useChecklist, useInspection, useOutbox, useTask } from '../use'
import { FindingCard, NO_FINDING } from './Finding'
import { Look } from './Look'
import { Overview } from './Overview'
import { Question } from './Question'
import { useAnswers } from './useAnswers'

interface Walk {
  checklist: Checklist
  answers: Record<string, Answer>
  current: string
}

function sectionOf(checklist: Checklist, code: string): number {
  const at = checklist.sections.findIndex(({ items }) => items.some((item) => item.code === code))
  return Math.max(0, at)
}

function Top({ checklist, answers, current }: Walk) {
  const { online, waiting } = useOutbox()
  const counted = tally(checklist, answers)
  const here = sectionOf(checklist, current)
  const parts = checklist.sections.map(({ items }, index) => ({
    size: items.length,
    done: items.filter(({ code }) => answers[code]).length,
    now: index === here,
  }))
  return (
    <View className='check-top'>
      <Parts parts={parts} />
      <View className='fx t-note2 mt-1'>
        <Text data-testid='progress'>
          已答 <Text className='strong'>{counted.answered}</Text>/{counted.total}
        </Text>
        {counted.fail ? (
          <View className='fx c-late strong ml-2'>
            <Icon name='stop' size='s' />
            <Text className='ml-1'>问题 {counted.fail}</Text>
          </View>
        ) : null}
        <View className={`fx push ${waiting ? 'c-warn' : 'c-done'}`}>
          <Icon name={waiting ? (online ? 'cloudup' : 'off') : 'cloudok'} size='s' />
          <Text className='ml-1'>{waiting ? '已存手机' : '已送达'}</Text>
        </View>
      </View>
    </View>
  )
}

interface FootProps {
  items: Item[]
  place: number
  answer: Answer | undefined
  left: number
  onMove: (place: number) => void
  onFinish: () => void
}

function Foot({ items, place, answer, left, onMove, onFinish }: FootProps) {
  const lacks = lacksOfAnswer(items[place], answer)
  const last = place === items.length - 1
  const started = answer !== undefined
  let main = <Button look='main' text='下一项' onTap={() => onMove(place + 1)} testId='next-item' />
  if (last && !left) main = <Button look='main' text='答完了，去小结' onTap={onFinish} testId='to-conclude' />
  else if (last) main = <Button look='main' text={`还有 ${left} 项没答完`} onTap={onFinish} testId='next-open' />
  if (started && lacks.length) {
    main = <LackButton lacks={lacks} onTap={({ key }) => scrollTo(`check-${key}`)} testId='lacks' />
  }
  return (
    <View className='acts'>
      {place > 0 ? (
        <Button look={started && lacks.length ? 'square' : 'line'} icon={started && lacks.length ? 'back' : undefined} tall text='上一项' onTap={() => onMove(place - 1)} testId='previous-item' />
      ) : null}
      {main}
      {started && lacks.length && !last ? (
        <Button look='square' icon='right' text='先跳过' onTap={() => onMove(place + 1)} testId='skip-item' />
      ) : null}
    </View>
  )
}

function Checking({ checklist, inspection }: { checklist: Checklist; inspection: Inspection }) {
  const [overview, openOverview] = useState(false)
  const work = useAnswers(inspection, checklist)
  useDidHide(() => work?.save())
  if (!work) return <Frame title={checklist.title}>{null}</Frame>
  const items = allItems(checklist) as Item[]
  const place = Math.max(0, items.findIndex(({ code }) => code === work.current))
  const item = items[place]
  const answer = work.answers[item.code]
  const open = openItems(checklist, work.answers)
  const here = sectionOf(checklist, item.code)
  const finish = () => {
    work.save()
    if (open.length) work.leave(open[0])
    else goOn('conclude', { task: inspection.task_id })
  }
  const leave = () => {
    work.save()
    goBack()
  }
  return (
    <Frame
      title={`${checklist.sections[here].title} ${here + 1}/${checklist.sections.length}`}
      onBack={leave}
      testId='check'
      top={<Top checklist={checklist} answers={work.answers} current={item.code} />}
      foot={
        <Foot
          items={items}
          place={place}
          answer={answer}
          left={open.length}
          onMove={(to) => work.leave(items[to].code)}
          onFinish={finish}
        />
      }
    >
      <View className='part-in' key={item.code}>
        <Question
          item={item}
          place={place + 1}
          value={answer?.value}
          onAnswer={work.answer}
          onOverview={() => openOverview(true)}
        />
        {answer?.value === 'fail' ? (
          <FindingCard
            item={item}
            finding={answer.finding ?? NO_FINDING}
            inspectionId={inspection.id}
            onChange={work.find}
            onDone={work.save}
          />
        ) : null}
      </View>
      {overview ? (
        <Overview
          checklist={checklist}
          answers={work.answers}
          open={open}
          current={item.code}
          onClose={() => openOverview(false)}
          onPick={(code) => {
            openOverview(false)
            work.leave(code)
          }}
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
      {failed ? (
        <Failure title={failed.title} number={failed.number} onRetry={refresh} />
      ) : (
        <Skeleton what='检查表' />
      )}
      {task.value && !inspection && !look ? (
        <StateCard icon='pin' title='还没有到场'>
          先记下到场、出示证件，再逐项检查。
        </StateCard>
      ) : null}
    </Frame>
  )
}
