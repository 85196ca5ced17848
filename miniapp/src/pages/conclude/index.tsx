import { Image, Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { Button } from '../../ui/Button'
import { Icon, type IconName } from '../../ui/Icon'
import { Row } from '../../ui/Row'
import { scrollTo } from '../../ui/scroll'
import { Sheet } from '../../ui/Sheet'
import { Chip, type Tone } from '../../ui/Status'
import { Failure, Skeleton } from '../../ui/States'
import { Tap } from '../../ui/Tap'
import { dayOf } from '../../ui/words'
import { Frame } from '../Frame'
import { go, goOn } from '../go'
import { LackButton } from '../LackButton'
import type { Checklist, DispositionKind, Inspection, Item, Task } from '../shapes'
import { allItems, lacksOfConclusion, resultProblem, tally } from '../steps'
import { now, send, useChecklist, useDraft, useInspection, usePicture, useTask } from '../use'
import { DeadlineCard } from './Deadline'
import {
  dispositionsOf,
  EMPTY,
  handlingOf,
  hasOrder,
  impliedResult,
  KINDS,
  proposedDeadline,
  RESULTS,
  type Draft,
} from './draft'
import { FindingSheet } from './FindingSheet'
import { PartyCard } from './Party'

const LOOKS: Record<DispositionKind, { tone: Tone; icon: IconName }> = {
  D0: { tone: 'done', icon: 'okc' },
  D1: { tone: 'done', icon: 'okc' },
  D2: { tone: 'warn', icon: 'cal' },
  D4: { tone: 'pending', icon: 'swap' },
  D5: { tone: 'review', icon: 'send' },
  D8: { tone: 'active', icon: 'bulb' },
}

interface Loaded {
  task: Task
  checklist: Checklist
  inspection: Inspection
}

function Counts({ checklist, inspection }: Omit<Loaded, 'task'>) {
  const { pass, fail, na } = tally(checklist, inspection.answers)
  const one = (count: number, word: string, tone: string, icon: IconName) => (
    <View className='count'>
      <View className={`t-num ${tone}`}>{count}</View>
      <View className='count-word'>
        <Icon name={icon} size='s' className={tone} />
        <Text className='ml-1'>{word}</Text>
      </View>
    </View>
  )
  return (
    <View className='card counts' data-testid='counts'>
      {one(pass, '符合', 'c-done', 'check')}
      {one(fail, '不符合', 'c-late', 'x')}
      {one(na, '不适用', 'c-idle', 'minus')}
    </View>
  )
}

function Finding({ item, facts, photo, kinds, onTap }: {
  item: Item
  facts: string
  photo: string | undefined
  kinds: DispositionKind[]
  onTap: () => void
}) {
  const source = usePicture(photo)
  return (
    <Tap className='row rule-between' onTap={onTap} testId='finding-row' label={facts || item.text}>
      {source ? <Image className='thumb' src={source} mode='aspectFill' /> : null}
      <View className='grow'>
        <View className='t-body2 strong'>
          {facts || item.text}
          {item.key ? ' ★' : ''}
        </View>
        <View className='tags'>
          {kinds.map((kind) => (
            <Chip key={kind} {...LOOKS[kind]} text={KINDS[kind].text} />
          ))}
          {kinds.length ? null : <Chip tone='late' icon='tri' text='还没定怎么处置' />}
        </View>
      </View>
      <Icon name='right' size='s' className='row-chevron' />
    </Tap>
  )
}

function ResultSheet({ chosen, onPick, onClose }: {
  chosen: number
  onPick: (result: number) => void
  onClose: () => void
}) {
  return (
    <Sheet title='检查结果' onClose={onClose} testId='result-sheet'>
      {RESULTS.map((words, index) => (
        <Tap
          key={words}
          role='radio'
          chosen={chosen === index + 1}
          className={`kind ${chosen === index + 1 ? 'choice-on' : ''}`}
          onTap={() => onPick(index + 1)}
          testId={`result-${index + 1}`}
          label={words}
        >
          <View className='grow t-body2'>{words}</View>
          {chosen === index + 1 ? <Icon name='check' size='l' /> : null}
        </Tap>
      ))}
    </Sheet>
  )
}

type Opened = { finding: Item } | 'result' | null

/** The draft, begun with the period that the checklist proposes. */
function useConclusionDraft(inspection: Inspection, failed: Item[]) {
  const [draft, keep] = useDraft<Draft>(`conclude:${inspection.id}`, EMPTY)
  const fresh = draft === EMPTY
  useEffect(() => {
    const proposed = fresh ? proposedDeadline(failed) : null
    if (proposed) keep({ ...EMPTY, ...proposed })
  }, [fresh, failed, keep])
  return [draft, keep] as const
}

function useConclusion({ checklist, inspection }: Loaded) {
  const items = allItems(checklist) as Item[]
  const failed = items.filter(({ code }) => inspection.answers[code]?.value === 'fail')
  const [draft, keep] = useConclusionDraft(inspection, failed)
  const today = dayOf(now())
  if (!draft) return null
  const dispositions = dispositionsOf(draft, failed, today)
  const result = draft.result ?? impliedResult(failed.length, dispositions)
  const codes = failed.map(({ code }) => code)
  const lacks = lacksOfConclusion(codes, { party: draft.party, result, dispositions })
  const change = (part: Partial<Draft>) => keep({ ...draft, ...part })
  return { failed, draft, today, dispositions, result, lacks, change }
}

function Concluding(loaded: Loaded) {
  const { task, inspection } = loaded
  const [opened, open] = useState<Opened>(null)
  const work = useConclusion(loaded)
  if (!work) return <Frame title='小结与处置'>{null}</Frame>
  const { failed, draft, today, dispositions, result, lacks, change } = work
  const factsOf = (item: Item) => inspection.answers[item.code]?.finding?.facts ?? ''
  const conclude = async () => {
    const { name, role, phone } = draft.party
    await send('inspection.conclude', {
      inspection_id: inspection.id,
      party: { name: name.trim(), role, ...(phone?.trim() ? { phone: phone.trim() } : {}) },
      result,
      dispositions,
      opinion: draft.opinion.trim(),
    })
    goOn('papers', { task: task.id })
  }
  const trouble = resultProblem(result, failed.length, dispositions)
  const foot = (
    <View className='acts'>
      <Button look='square' icon='list' text='逐项' onTap={() => go('check', { task: task.id })} testId='to-check' />
      {lacks.length ? (
        <LackButton lacks={lacks} onTap={({ key }) => scrollTo(`conclude-${key}`)} testId='lacks' />
      ) : (
        <Button look='main' icon='pen' text='生成文书，去签名' onTap={conclude} testId='conclude' />
      )}
    </View>
  )
  return (
    <Frame title='小结与处置' testId='conclusion' foot={foot}>
      <Counts {...loaded} />
      {failed.length ? (
        <View className='card rows' id='conclude-dispositions'>
          {failed.map((item) => (
            <Finding
              key={item.code}
              item={item}
              facts={factsOf(item)}
              photo={inspection.answers[item.code]?.finding?.photos[0]}
              kinds={handlingOf(draft, item).kinds}
              onTap={() => open({ finding: item })}
            />
          ))}
        </View>
      ) : null}
      {hasOrder(draft, failed) ? (
        <DeadlineCard draft={draft} today={today} onChange={change} />
      ) : null}
      <View className='card' id='conclude-result'>
        <Row
          title={<Text className='strong'>{RESULTS[result - 1]}</Text>}
          note={draft.result === null ? '检查结果，按处置推出，可改' : '检查结果'}
          onTap={() => open('result')}
          testId='result'
        />
        {trouble ? <View className='problem-line result-trouble'>{trouble}</View> : null}
      </View>
      <PartyCard draft={draft} onChange={change} />
      {opened === 'result' ? (
        <ResultSheet
          chosen={result}
          onClose={() => open(null)}
          onPick={(next) => {
            change({ result: next })
            open(null)
          }}
        />
      ) : null}
      {opened && opened !== 'result' ? (
        <FindingSheet
          item={opened.finding}
          facts={factsOf(opened.finding)}
          handling={handlingOf(draft, opened.finding)}
          inspectionId={inspection.id}
          onClose={() => open(null)}
          onChange={(handling) =>
            change({ handlings: { ...draft.handlings, [opened.finding.code]: handling } })
          }
        />
      ) : null}
    </Frame>
  )
}

/** 小结与处置: what came out, what follows, until when, and who was there. */
export default function ConcludePage() {
  const { task: id = '' } = useRouter().params
  const task = useTask(id)
  const checklist = useChecklist(task.value?.checklist_id)
  const { inspection } = useInspection(id)
  if (task.value && checklist.value && inspection) {
    return <Concluding task={task.value} checklist={checklist.value} inspection={inspection} />
  }
  const failed = task.problem ?? checklist.problem
  return (
    <Frame title='小结与处置'>
      {failed ? (
        <Failure title={failed.title} number={failed.number} onRetry={task.refresh} />
      ) : (
        <Skeleton what='检查' />
      )}
    </Frame>
  )
}
