import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useMemo, useState } from 'react'
import { api, newId } from '@/store'
import type { Profile } from '@/printing'
import type { Block } from '../../documents/blocks'
import { Button } from '../../ui/Button'
import { Paper as PaperView } from '../../ui/Paper'
import { Skeleton } from '../../ui/States'
import { Frame } from '../Frame'
import {
  blocksOf,
  draftKey,
  evidenceOf,
  holds,
  NO_SIGN,
  type Paper,
  type PrintRecord,
  type SignDraft,
} from '../papers/signing'
import { usePaper } from '../papers/usePapers'
import type { DocumentKind, Inspection, Task } from '../shapes'
import { Trouble } from '../Trouble'
import { send, useDraft, useInspection, useMe, usePictures, useRead, useTask } from '../use'
import { PrinterCard } from './PrinterCard'
import { profileFor } from './profiles'
import { PrinterSheet } from './PrinterSheet'
import { Progress } from './Progress'
import { useJob } from './useJob'
import { usePrinter, type Remembered } from './usePrinter'

interface Count {
  copies: number
  repeats: number
}

const NO_COPIES: Count = { copies: 0, repeats: 0 }

function listed(value: unknown): Profile[] {
  if (Array.isArray(value)) return value as Profile[]
  return ((value as { items?: Profile[] } | undefined)?.items ?? []) as Profile[]
}

interface Loaded {
  inspection: Inspection
  paper: Paper
}

/** The print is told to the server; one made before signing waits in the draft for it. */
function useRecording(inspection: Inspection, paper: Paper) {
  const key = draftKey(inspection.id, paper.kind)
  const [draft, keep] = useDraft<SignDraft>(key, NO_SIGN)
  const signed = inspection.documents.find(({ kind }) => kind === paper.kind)
  const record = (print: PrintRecord) => {
    if (signed) return send('document.printed', { document_id: signed.id, ...print })
    return keep((before) => {
      const fresh = { ...NO_SIGN, documentId: newId(), sha256: paper.sha256 }
      const made = before.documentId && holds(before, paper) ? before : fresh
      return { ...made, prints: made.prints.concat(print) }
    })
  }
  return { draft, record }
}

interface FootProps {
  step: string
  ready: boolean
  again: boolean
  onPrint: () => void
  onStop: () => void
  onPick: () => void
}

function Foot({ step, ready, again, onPrint, onStop, onPick }: FootProps) {
  if (step === 'printing' || step === 'connecting') {
    return (
      <View className='acts acts-even'>
        <Button tall icon='pause' text='停止' onTap={onStop} testId='print-stop' />
      </View>
    )
  }
  if (!ready) {
    return (
      <View className='acts'>
        <Button look='main' icon='bt' text='找打印机' onTap={onPick} testId='find-printer' />
      </View>
    )
  }
  const words = again ? '重打这一份' : step === 'ended' ? '再打一份' : '开始打印'
  return (
    <View className='acts'>
      <Button look='main' icon='printer' text={words} onTap={onPrint} testId='print' />
    </View>
  )
}

/** The paper as it comes out of the mouth of the printer. */
function Preview({ blocks, draft, demo }: { blocks: Block[]; draft: SignDraft; demo: boolean }) {
  const pictures = usePictures(evidenceOf(draft))
  return (
    <View className='slip-ground'>
      <View className='slip-mouth' aria-hidden />
      <View className='slip'>
        <PaperView
          blocks={blocks}
          imageOf={(sha256) => pictures[sha256]}
          demo={demo}
          large={false}
        />
      </View>
    </View>
  )
}

interface Ready extends Loaded {
  draft: SignDraft
  record: (print: PrintRecord) => unknown
  printer: ReturnType<typeof usePrinter>
  last: Remembered
}

function Printing({ inspection, paper, draft, record, printer, last }: Ready) {
  const demo = Boolean(useMe()?.demo)
  const [picking, pick] = useState(false)
  const key = `prints:${inspection.id}:${paper.kind}`
  const [kept, keepCount] = useDraft<Count>(key, NO_COPIES)
  const count = kept ?? NO_COPIES
  const job = useJob(printer.connect, record)
  const profiles = listed(useRead(useMemo(() => api.printers(), [])).value)
  const profile = profileFor(profiles, last.profile, last.name)
  const blocks = blocksOf(paper, draft)
  const again = job.state.step === 'ended' && job.state.outcome.state !== 'done'
  const print = () => {
    if (!profile) return
    const { copies, repeats } = count
    const next = again ? { copies, repeats: repeats + 1 } : { copies: copies + 1, repeats: 0 }
    keepCount(next)
    const ink = holds(draft, paper) ? draft.ink : {}
    const { copies: copy, repeats: reprint } = next
    job.print({ blocks, ink, profile, printer: last, demo, reprint, copy })
  }
  const choose = (chosen: Remembered) => {
    printer.remember(chosen)
    job.reset()
    pick(false)
  }
  return (
    <Frame
      title='打印'
      testId='printing'
      foot={
        <Foot
          step={job.state.step}
          ready={Boolean(last.id && profile)}
          again={again}
          onPrint={print}
          onStop={job.stop}
          onPick={() => pick(true)}
        />
      }
    >
      <PrinterCard last={last} profile={profile} onPick={() => pick(true)} />
      <Progress state={job.state} title={paper.title} />
      <Preview blocks={blocks} draft={draft} demo={demo} />
      <View className='t-body2 center c-2'>
        <Text>已打 {count.copies} 份。</Text>
        <Text className='t-note'>当事人、存档各一份</Text>
      </View>
      {picking ? (
        <PrinterSheet
          printer={printer}
          profiles={profiles}
          onClose={() => pick(false)}
          onPick={choose}
        />
      ) : null}
    </Frame>
  )
}

function WithDrafts({ inspection, paper }: Loaded) {
  const { draft, record } = useRecording(inspection, paper)
  const printer = usePrinter()
  const { last } = printer
  if (!draft || !last) return <Frame title='打印'>{null}</Frame>
  return (
    <Printing
      inspection={inspection}
      paper={paper}
      draft={draft}
      record={record}
      printer={printer}
      last={last}
    />
  )
}

function WithPaper({
  task,
  inspection,
  kind,
}: {
  task: Task
  inspection: Inspection
  kind: DocumentKind
}) {
  const paper = usePaper(task, inspection, kind)
  if (paper) return <WithDrafts inspection={inspection} paper={paper} />
  return (
    <Frame title='打印'>
      <Skeleton what='文书' />
    </Frame>
  )
}

/** 打印: which printer, how far, what came of it; the paper as it comes out. */
export default function PrintPage() {
  const { task: id = '', kind = 'record' } = useRouter().params
  const { value: task, problem, refresh } = useTask(id)
  const { inspection } = useInspection(id)
  if (task && inspection) {
    return <WithPaper task={task} inspection={inspection} kind={kind as DocumentKind} />
  }
  return (
    <Frame title='打印'>
      {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='文书' />}
    </Frame>
  )
}
