import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useMemo, useState } from 'react'
import { bridge } from '@/bridge'
import { api, drafts, newId } from '@/store'
import type { Profile } from '@/printing'
import { Paper as PaperView } from '../../ui/Paper'
import { scrollTo } from '../../ui/scroll'
import { Skeleton } from '../../ui/States'
import { Frame } from '../Frame'
import { Elsewhere } from '../papers/Elsewhere'
import {
  blocksOf,
  currentOf,
  draftKey,
  evidenceOf,
  holds,
  NO_SIGN,
  type PrintRecord,
  type SignDraft,
  type Signed,
} from '../papers/signing'
import { usePaper, useSigned, useTemplates } from '../papers/usePapers'
import type { Inspection, SignedDocument, Task } from '../shapes'
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

/** A document as it goes to the printer: signed, or to be signed by hand. */
interface Printable extends Pick<Signed, 'blocks' | 'ink' | 'pictures'> {
  title: string
  /** Of this version: its copies are counted and its line waits under it. */
  name: string
  /** Of the signing. */
  key: string
  sha256: string
  signed: SignedDocument | undefined
  /** Whether a slip is the original or a copy; '' before it is signed. */
  standing: string
}

function useRecording({ key, sha256, signed }: Printable) {
  const tell = (payload: { document_id: string } & PrintRecord) => send('document.printed', payload)
  return (print: PrintRecord) =>
    recordPrint(
      { drafts, send: tell, newId },
      { key, paper: { sha256 }, documentId: signed?.id },
      print,
    )
}

/** The paper as it comes out of the mouth of the printer. */
function Preview({ paper }: { paper: Printable }) {
  const pictures = usePictures(paper.pictures)
  const demo = Boolean(useMe()?.demo)
  return (
    <View className='slip-ground'>
      <View className='slip-mouth' aria-hidden />
      <View className='slip'>
        <PaperView
          blocks={paper.blocks}
          imageOf={(sha256) => pictures[sha256]}
          demo={demo}
          large={false}
        />
      </View>
    </View>
  )
}

interface Ready {
  paper: Printable
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
function useCopies({ paper, last }: Ready, profile?: Profile) {
  const { blocks, ink, name, standing } = paper
  const demo = Boolean(useMe()?.demo)
  const record = useRecording(paper)
  const [kept, keepCount] = useDraft<Count>(`prints:${name}`, NO_COPIES)
  const count = kept ?? NO_COPIES
  const counted = (print: PrintRecord, repeats?: number) => {
    keepCount((before) => ({ copies: print.copy, repeats: repeats ?? before.repeats }))
    return record(print)
  }
  const job = useJob(name, counted)
  useInSight(job.state.step)
  const again = job.state.step === 'ended' && job.state.state !== 'done'
  const print = () => {
    if (!profile) return
    const copy = again ? count.copies : count.copies + 1
    const reprint = again ? count.repeats + 1 : 0
    // What never began, for want of paper or printer, is no copy.
    const told = (print: PrintRecord) => counted(print, reprint)
    const order = { blocks, ink, profile, printer: last, demo, reprint, standing, copy }
    job.print({ ...order, record: told })
  }
  return { ...job, copies: count.copies, again, print }
}

function Printing(ready: Ready) {
  const { paper, printer, last } = ready
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
      <Preview paper={paper} />
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

function WithPrinter({ paper }: { paper: Printable }) {
  const printer = usePrinter()
  const { last } = printer
  if (!last) return <Frame title='打印'>{null}</Frame>
  return <Printing paper={paper} printer={printer} last={last} />
}

function WithPaper({ paper }: { paper: Printable }) {
  if (bridge.bluetooth.kind !== 'none') return <WithPrinter paper={paper} />
  return (
    <Frame title='打印' testId='printing'>
      <NoBluetooth signed={paper.signed} />
      <Preview paper={paper} />
    </Frame>
  )
}

interface Loaded {
  task: Task
  inspection: Inspection
  /** Of the document among those of the inspection (see several). */
  name: string
}

const printName = (inspectionId: string, name: string, version = 1) =>
  `${inspectionId}:${name}${version > 1 ? `:${version}` : ''}`

/** Not signed yet, as the record has it now: printed first and signed by hand. */
function Unsigned({ task, inspection, name, version }: Loaded & { version: number }) {
  const paper = usePaper(task, inspection, name)
  const key = draftKey(inspection.id, name, version)
  const [draft] = useDraft<SignDraft>(key, NO_SIGN)
  if (!paper || !draft) {
    return (
      <Frame title='打印'>
        <Skeleton what='文书' />
      </Frame>
    )
  }
  const { title, sha256 } = paper
  const made = {
    blocks: blocksOf(paper, draft),
    ink: holds(draft, paper) ? draft.ink : {},
    pictures: evidenceOf(draft),
  }
  const line = printName(inspection.id, name, version)
  const own = { title, name: line, key, sha256, signed: undefined, standing: '' }
  return <WithPaper paper={{ ...made, ...own }} />
}

/** Exactly what was signed, whatever the record says by now. */
function AsSigned({ inspection, name, signed }: Omit<Loaded, 'task'> & { signed: SignedDocument }) {
  const { made, problem, refresh } = useSigned(inspection.id, name, signed)
  const template = (useTemplates() ?? []).find(({ kind }) => kind === signed.kind)
  if (!made) {
    return (
      <Frame title='打印' testId='printing'>
        <Elsewhere problem={problem} onRetry={refresh} />
      </Frame>
    )
  }
  const { title, version, data_sha256: sha256 } = signed
  const key = draftKey(inspection.id, name, version)
  const line = printName(inspection.id, name, version)
  const standing = template?.handling.slip ?? ''
  return <WithPaper paper={{ ...made, title, name: line, key, sha256, signed, standing }} />
}

/** 打印: which printer, how far, what came of it; the paper as it comes out. `version`: of a
 *  correction that is still to be signed. */
export default function PrintPage() {
  const { task: id = '', kind: name = 'record', version } = useRouter().params
  const { value: task, problem, refresh } = useTask(id)
  const { inspection } = useInspection(id)
  if (task && inspection) {
    const loaded = { task, inspection, name }
    const signed = currentOf(inspection, name)
    if (signed && (signed.version ?? 1) >= Number(version ?? 1)) {
      return <AsSigned {...loaded} signed={signed} />
    }
    return <Unsigned {...loaded} version={Number(version ?? 1)} />
  }
  return (
    <Frame title='打印'>
      {problem ? <Trouble problem={problem} onRetry={refresh} /> : <Skeleton what='文书' />}
    </Frame>
  )
}
