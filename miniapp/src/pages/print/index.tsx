import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useMemo, useState } from 'react'
import { bridge } from '@/bridge'
import { api, drafts, newId } from '@/store'
import type { Profile } from '@/printing'
import type { Block } from '../../documents/blocks'
import { Paper as PaperView } from '../../ui/Paper'
import { scrollTo } from '../../ui/scroll'
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
import { Foot } from './Foot'
import { NoBluetooth } from './NoBluetooth'
import { PrinterCard } from './PrinterCard'
import { profileFor, type Remembered } from './printers'
import { PrinterSheet } from './PrinterSheet'
import { Progress } from './Progress'
import type { JobState } from './queue'
import { recordPrint } from './recording'
import { useJob } from './useJob'
import { usePrinter } from './usePrinter'

interface Count {
  copies: number
  repeats: number
}

const TOLD: JobState['step'][] = ['printing', 'ended', 'failed', 'slow']
const NO_COPIES: Count = { copies: 0, repeats: 0 }

function listed(value: unknown): Profile[] {
  if (Array.isArray(value)) return value as Profile[]
  return ((value as { items?: Profile[] } | undefined)?.items ?? []) as Profile[]
}

interface Loaded {
  inspection: Inspection
  paper: Paper
}

const signedOf = (inspection: Inspection, paper: Paper) =>
  inspection.documents.find(({ kind }) => kind === paper.kind)

function useRecording(inspection: Inspection, paper: Paper) {
  const key = draftKey(inspection.id, paper.kind)
  const [draft] = useDraft<SignDraft>(key, NO_SIGN)
  const signed = signedOf(inspection, paper)
  const tell = (payload: { document_id: string } & PrintRecord) => send('document.printed', payload)
  const record = (print: PrintRecord) =>
    recordPrint({ drafts, send: tell, newId }, { key, paper, documentId: signed?.id }, print)
  return { draft, record, signed }
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

interface Recording {
  draft: SignDraft
  record: (print: PrintRecord) => Promise<void>
}

interface Ready extends Loaded, Recording {
  last: Remembered
  printer: ReturnType<typeof usePrinter>
}

/** Whoever reads the paper below sees when something has come of it. */
function useInSight(step: JobState['step']) {
  useEffect(() => {
    if (TOLD.indexOf(step) >= 0) scrollTo('print-state')
  }, [step])
}

/** The copies of this document: how many, and the one under way. */
function useCopies({ inspection, paper, draft, record, last }: Ready, profile?: Profile) {
  const demo = Boolean(useMe()?.demo)
  const [kept, keepCount] = useDraft<Count>(`prints:${inspection.id}:${paper.kind}`, NO_COPIES)
  const count = kept ?? NO_COPIES
  const counted = (print: PrintRecord, repeats?: number) => {
    keepCount((before) => ({ copies: print.copy, repeats: repeats ?? before.repeats }))
    return record(print)
  }
  const job = useJob(`${inspection.id}:${paper.kind}`, counted)
  useInSight(job.state.step)
  const blocks = blocksOf(paper, draft)
  const again = job.state.step === 'ended' && job.state.state !== 'done'
  const print = () => {
    if (!profile) return
    const copy = again ? count.copies : count.copies + 1
    const reprint = again ? count.repeats + 1 : 0
    const ink = holds(draft, paper) ? draft.ink : {}
    // What never began, for want of paper or printer, is no copy.
    const told = (print: PrintRecord) => counted(print, reprint)
    job.print({ blocks, ink, profile, printer: last, demo, reprint, copy, record: told })
  }
  return { ...job, blocks, demo, copies: count.copies, again, print }
}

function Printing(ready: Ready) {
  const { paper, draft, printer, last } = ready
  const [picking, pick] = useState(false)
  const profiles = listed(useRead(useMemo(() => api.printers(), [])).value)
  const profile = profileFor(profiles, last.profile, last.name)
  const job = useCopies(ready, profile)
  const choose = (chosen: Remembered) => {
    printer.remember(chosen)
    printer.connect(chosen.id)
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
          again={job.again}
          onPrint={job.print}
          onStop={job.stop}
          onAgree={job.agree}
          onPick={() => pick(true)}
        />
      }
    >
      <PrinterCard
        last={last}
        profile={profile}
        connection={printer.connection}
        onPick={() => pick(true)}
      />
      <View id='print-state'>
        <Progress state={job.state} title={paper.title} />
      </View>
      <Preview blocks={job.blocks} draft={draft} demo={job.demo} />
      <View className='t-body2 center c-2'>
        <Text>已打 {job.copies} 份。</Text>
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

function WithPrinter(loaded: Loaded & Recording) {
  const printer = usePrinter()
  const { last } = printer
  if (!last) return <Frame title='打印'>{null}</Frame>
  return <Printing {...loaded} printer={printer} last={last} />
}

function WithDrafts({ inspection, paper }: Loaded) {
  const { draft, record, signed } = useRecording(inspection, paper)
  const demo = Boolean(useMe()?.demo)
  if (!draft) return <Frame title='打印'>{null}</Frame>
  if (bridge.bluetooth.kind === 'none') {
    return (
      <Frame title='打印' testId='printing'>
        <NoBluetooth signed={signed} />
        <Preview blocks={blocksOf(paper, draft)} draft={draft} demo={demo} />
      </Frame>
    )
  }
  return <WithPrinter inspection={inspection} paper={paper} draft={draft} record={record} />
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
