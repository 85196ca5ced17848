import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { evaluate, itemsOf } from '@/checklists/standing'
import { broken } from '@/gates'
import { Button } from '../../ui/Button'
import { Row } from '../../ui/Row'
import { scrollTo } from '../../ui/scroll'
import { Skeleton } from '../../ui/States'
import { dayOf } from '../../ui/words'
import { Frame } from '../Frame'
import { go, goOn } from '../go'
import { LackButton } from '../LackButton'
import type { Checklist, Inspection, Item, Task } from '../shapes'
import { earlierOf, ofConclusion } from '../facts'
import { lacksOfConclusion, resultProblem, type Lack } from '../steps'
import { Trouble } from '../Trouble'
import { now, send, useChecklist, useDraft, useInspection, useTask } from '../use'
import { DeadlineCard } from './Deadline'
import {
  dispositionsOf,
  EMPTY,
  handlingOf,
  has,
  impliedResult,
  NOT_PRESERVING,
  proposedDeadline,
  RESULTS,
  type Draft,
  type Handling,
  type Preserving,
} from './draft'
import { fineOf, lacksOfFine } from './fine'
import { FindingSheet } from './FindingSheet'
import { FineCard } from './FineCard'
import { Counts, Finding, ResultSheet } from './Parts'
import { PartyCard } from './Party'
import { PreserveCard } from './PreserveCard'
import { mayPreserve } from './preserving'
import { Rules } from './Rules'

interface Loaded {
  task: Task
  checklist: Checklist
  inspection: Inspection
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

/** What the law still wants beside the dispositions: a lawful fine, leave to preserve. */
function lawfulLacks(draft: Draft, failed: Item[], inspection: Inspection): Lack[] {
  const lacks = lacksOfFine(fineOf(draft, failed))
  const { preserving } = draft
  if (has(draft, failed, 'D7') && !mayPreserve(preserving, keptOf(inspection, preserving))) {
    lacks.push({ key: 'preserve', text: '登记保存的批准' })
  }
  return lacks
}

function keptOf({ preservations }: Inspection, { id }: Preserving) {
  return (preservations ?? []).find((one) => one.id === id) ?? null
}

function useConclusion({ task, checklist, inspection }: Loaded) {
  const { problems } = evaluate(checklist, inspection.answers)
  const failed = itemsOf<Item>(checklist).filter(({ code }) => problems.indexOf(code) >= 0)
  const [kept, keep] = useConclusionDraft(inspection, failed)
  const today = dayOf(now())
  if (!kept) return null
  const draft: Draft = { ...EMPTY, ...kept }
  const dispositions = dispositionsOf(draft, failed, today)
  const result = draft.result ?? impliedResult(failed.length, dispositions)
  const codes = failed.map(({ code }) => code)
  const findings = failed.map(({ code }) => inspection.answers[code]?.finding?.photos.length ?? 0)
  const photos = findings.reduce((sum, one) => sum + one, 0)
  const { party } = draft
  const fine = fineOf(draft, failed)
  const beside = { photos, fined: fine !== null }
  const lacks = lacksOfConclusion(codes, { party, result, dispositions, ...beside }).concat(
    lawfulLacks(draft, failed, inspection),
  )
  const earlier = task.problems ?? []
  const about = { checklist, inspection, failed, dispositions, fine, earlier }
  const hints = broken('conclude', ofConclusion(about))
  const change = (part: Partial<Draft>) => keep((before) => ({ ...before, ...part }))
  const handle = (item: Item, how: (handling: Handling) => Handling) =>
    keep((before) => ({
      ...before,
      handlings: { ...before.handlings, [item.code]: how(handlingOf(before, item)) },
    }))
  const preserve = (part: Partial<Preserving>) =>
    keep((before) => ({
      ...before,
      preserving: { ...(before.preserving ?? NOT_PRESERVING), ...part },
    }))
  return {
    failed,
    draft,
    today,
    dispositions,
    result,
    fine,
    beside,
    lacks,
    hints,
    earlier,
    change,
    handle,
    preserve,
  }
}

type Work = NonNullable<ReturnType<typeof useConclusion>>
type Open = (what: Opened) => void

function factsOf(inspection: Inspection, item: Item): string {
  return inspection.answers[item.code]?.finding?.facts ?? ''
}

function Findings({ work, inspection, open }: { work: Work; inspection: Inspection; open: Open }) {
  const { failed, draft } = work
  if (!failed.length) return null
  return (
    <View className='card rows' id='conclude-dispositions'>
      {failed.map((item) => (
        <Finding
          key={item.code}
          item={item}
          facts={factsOf(inspection, item)}
          photo={inspection.answers[item.code]?.finding?.photos[0]}
          kinds={handlingOf(draft, item).kinds}
          onTap={() => open({ finding: item })}
        />
      ))}
    </View>
  )
}

function Result({ work, open }: { work: Work; open: Open }) {
  const { result, failed, dispositions, draft, beside } = work
  const trouble = resultProblem(result, failed.length, dispositions, beside)
  return (
    <View className='card' id='conclude-result'>
      <Row
        title={<Text className='strong'>{RESULTS[result - 1]}</Text>}
        note={draft.result === null ? '检查结果，按处置推出，可改' : '检查结果'}
        onTap={() => open('result')}
        testId='result'
      />
      {trouble ? <View className='problem-line result-trouble'>{trouble}</View> : null}
    </View>
  )
}

function Sheets({
  opened,
  open,
  work,
  inspection,
}: {
  opened: Opened
  open: Open
  work: Work
  inspection: Inspection
}) {
  const { draft, result, change, handle } = work
  if (!opened) return null
  if (opened === 'result') {
    return (
      <ResultSheet
        chosen={result}
        onClose={() => open(null)}
        onPick={(next) => {
          change({ result: next })
          open(null)
        }}
      />
    )
  }
  const { finding } = opened
  return (
    <FindingSheet
      item={finding}
      facts={factsOf(inspection, finding)}
      handling={handlingOf(draft, finding)}
      inspectionId={inspection.id}
      earlier={earlierOf(finding, work.earlier)}
      onClose={() => open(null)}
      onChange={(how) => handle(finding, how)}
    />
  )
}

/** What the dispositions and the law add below the findings. */
function Measures({ work, inspection }: { work: Work; inspection: Inspection }) {
  const { failed, draft, today, change, preserve, hints } = work
  const kept = failed.filter((item) => handlingOf(draft, item).kinds.indexOf('D7') >= 0)
  return (
    <View>
      {has(draft, failed, 'D2') ? (
        <DeadlineCard draft={draft} today={today} onChange={change} />
      ) : null}
      {kept.length ? (
        <PreserveCard
          inspectionId={inspection.id}
          items={kept.map(({ code }) => code)}
          preserving={draft.preserving}
          kept={keptOf(inspection, draft.preserving)}
          onChange={preserve}
        />
      ) : null}
      {failed.length ? (
        <FineCard fine={draft.fine} onChange={(fine) => change({ fine })} />
      ) : null}
      {hints.length ? (
        <View className='card pad'>
          <View className='t-head'>依法提示</View>
          <Rules found={hints} testId='hints' />
        </View>
      ) : null}
    </View>
  )
}

function Concluding(loaded: Loaded) {
  const { task, inspection } = loaded
  const [opened, open] = useState<Opened>(null)
  const work = useConclusion(loaded)
  if (!work) return <Frame title='小结与处置'>{null}</Frame>
  const { draft, dispositions, result, fine, lacks, change } = work
  const conclude = async () => {
    const { name, role, phone } = draft.party
    await send('inspection.conclude', {
      inspection_id: inspection.id,
      party: { name: name.trim(), role, ...(phone?.trim() ? { phone: phone.trim() } : {}) },
      result,
      dispositions,
      opinion: draft.opinion.trim(),
      fine,
    })
    await goOn('papers', { task: task.id })
  }
  const foot = (
    <View className='acts'>
      <Button
        look='square'
        icon='list'
        text='逐项'
        onTap={() => go('check', { task: task.id })}
        testId='to-check'
      />
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
      <Findings work={work} inspection={inspection} open={open} />
      <Measures work={work} inspection={inspection} />
      <Result work={work} open={open} />
      <PartyCard draft={draft} onChange={change} />
      <Sheets opened={opened} open={open} work={work} inspection={inspection} />
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
      {failed ? <Trouble problem={failed} onRetry={task.refresh} /> : <Skeleton what='检查' />}
    </Frame>
  )
}
