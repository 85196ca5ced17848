import { sha256 } from 'js-sha256'
import { BridgeFailure } from '@/bridge/types'
import {
  hindrance,
  PrintError,
  send,
  type Hindrance,
  type Outcome,
  type Port,
  type Profile,
  type Progress,
  type Sending,
  type Slip,
} from '@/printing'
import { TroubleError } from '@/store/http'
import { observable, type Observable, type Source } from '@/store/observable'
import type { Block } from '../../documents/blocks'
import type { Sample } from '../../ui/strokes'
import type { PrintRecord } from '../papers/signing'
import type { Link } from './link'
import type { Remembered } from './printers'

/*
 * What is to be printed, one copy after the other. It outlives its page; a killed app offers again
 * what had not begun, and tells of what broke off. What the printer did not answer for is never
 * sent twice.
 */

export interface Ended {
  step: 'ended'
  state: Outcome['state']
  /** killed: the app ended while it was being sent. */
  reason: Outcome['reason'] | 'killed'
  /** Characters that stand on the paper as their codes. */
  coded: string[]
}

export type JobState =
  | { step: 'idle' | 'preparing' | 'connecting' }
  | { step: 'waiting'; before: number }
  /** The page goes as dots: asks whether that may take so long. */
  | { step: 'slow'; seconds: number }
  | { step: 'printing'; progress: Progress | null }
  | { step: 'failed'; words: string }
  /** The app was closed before it began. */
  | { step: 'left' }
  | Ended

export interface Order {
  /** Of the document: one copy of it at a time. */
  key: string
  blocks: Block[]
  ink: Record<string, Sample[][]>
  profile: Profile
  printer: Remembered
  demo: boolean
  /** n > 0: the n-th repetition, so marked on the paper. */
  reprint: number
  /** original, copy, or '' for what is still to be signed by hand. */
  standing: string
  copy: number
  record: (print: PrintRecord) => unknown
}

export interface Made {
  slip: Slip
  coded: string[]
  /** Told where it takes much longer than a slip. */
  seconds: number | null
}

type Kept = { step: 'waiting' } | { step: 'sending'; printer: string; print: PrintRecord }

interface Tools {
  link: Pick<Link, 'connect' | 'drop'>
  /** Raises PrintError, or TroubleError where the server has to draw. */
  make: (order: Order) => Promise<Made>
  /** The simulated printer only. */
  finish: (id: string) => Promise<unknown>
  kept: {
    get: <T>(key: string) => Promise<T | null>
    set: (key: string, value: unknown) => Promise<void>
    remove: (key: string) => Promise<void>
  }
}

export const HINDERED: Record<Hindrance, string> = {
  paper_out: '打印机没有纸了，装好纸再打',
  lid_open: '打印机的盖子没有关好，关上再打',
}
const IDLE: JobState = { step: 'idle' }
const LONGEST_COMMAND = 1024

const keptKey = (key: string) => `print-job:${key}`

interface Job {
  order: Order
  sending: Sending | null
  stopped: boolean
  /** Ends the wait for an answer. */
  go: () => void
}

export class Queue {
  private readonly states: Record<string, Observable<JobState>> = {}
  private line: Order[] = []
  private now: Job | null = null
  /** How the last copy left each printer. */
  private readonly left: Record<string, { owed: number; broken: boolean }> = {}

  constructor(private readonly tools: Tools) {}

  of(key: string): Source<JobState> {
    return this.state(key)
  }

  isBusy(): boolean {
    return this.now !== null
  }

  print(order: Order): void {
    const { key } = order
    if (this.isUnderWay(key) || this.line.some((each) => each.key === key)) return
    this.line.push(order)
    void this.keep(key, { step: 'waiting' })
    if (this.now) this.tellOrder()
    else void this.work()
  }

  /** Before it began: out of the line. Under way: no further write. */
  stop(key: string): void {
    if (this.line.some((order) => order.key === key)) {
      this.line = this.line.filter((order) => order.key !== key)
      void this.forget(key)
      this.show(key, IDLE)
      this.tellOrder()
    }
    if (!this.now || !this.isUnderWay(key)) return
    this.now.stopped = true
    this.now.go()
    if (this.now.sending) this.now.sending.stop()
  }

  /** It may take as long as was said. */
  agree(key: string): void {
    if (this.now && this.isUnderWay(key)) this.now.go()
  }

  reset(key: string): void {
    if (!this.isUnderWay(key)) this.show(key, IDLE)
  }

  /** What was left of it when the app ended, told once. */
  async restore(key: string, record: Order['record']): Promise<void> {
    if (this.state(key).snapshot() !== IDLE) return
    const found = await this.tools.kept.get<Kept>(keptKey(key)).catch(() => null)
    await this.forget(key)
    if (!found || this.state(key).snapshot() !== IDLE) return
    if (found.step === 'waiting') return this.show(key, { step: 'left' })
    // It may still wait for the rest of a picture: more zeros than it waits for do no harm.
    this.left[found.printer] = { owed: LONGEST_COMMAND, broken: true }
    this.show(key, { step: 'ended', state: 'unknown', reason: 'killed', coded: [] })
    await record(found.print)
  }

  private async work(): Promise<void> {
    for (let order = this.line.shift(); order; order = this.line.shift()) {
      this.now = { order, sending: null, stopped: false, go: () => undefined }
      this.tellOrder()
      const ended = await this.copy(this.now).catch(failed)
      this.show(order.key, ended)
      this.now = null
      await this.forget(order.key)
    }
  }

  private async copy(job: Job): Promise<JobState> {
    const { key, profile, printer } = job.order
    this.show(key, { step: 'preparing' })
    const { slip, coded, seconds } = await this.tools.make(job.order)
    if (seconds !== null && !job.stopped) await this.agreed(job, seconds)
    if (job.stopped) return IDLE
    this.show(key, { step: 'connecting' })
    const port = await this.tools.link.connect(printer.id)
    const hindered = await hindrance(port, profile.status)
    if (job.stopped) return IDLE
    if (hindered) return { step: 'failed', words: HINDERED[hindered] }
    const record = recordOf(job.order, slip)
    const print: PrintRecord = { ...record, outcome: 'unknown' }
    await this.keep(key, { step: 'sending', printer: printer.id, print })
    const { state, reason } = await this.send(job, port, slip)
    await Promise.resolve(job.order.record({ ...record, outcome: state })).catch(() => undefined)
    return { step: 'ended', state, reason, coded }
  }

  private agreed(job: Job, seconds: number): Promise<void> {
    this.show(job.order.key, { step: 'slow', seconds })
    return new Promise((resolve) => (job.go = resolve))
  }

  private async send(job: Job, port: Port, slip: Slip): Promise<Outcome> {
    const { key, profile, printer } = job.order
    job.sending = send(port, slip.commands, profile, {
      ...this.left[printer.id],
      onProgress: (progress) => this.show(key, { step: 'printing', progress }),
    })
    if (job.stopped) job.sending.stop()
    const outcome = await job.sending.outcome
    this.left[printer.id] = { owed: outcome.owed, broken: outcome.state !== 'done' }
    if (outcome.state === 'done') await this.tools.finish(printer.id).catch(() => undefined)
    else this.tools.link.drop()
    return outcome
  }

  private state(key: string): Observable<JobState> {
    this.states[key] = this.states[key] || observable<JobState>(IDLE)
    return this.states[key]
  }

  private show(key: string, state: JobState): void {
    this.state(key).set(state)
  }

  private tellOrder(): void {
    this.line.forEach(({ key }, index) => this.show(key, { step: 'waiting', before: index + 1 }))
  }

  private isUnderWay(key: string): boolean {
    return this.now !== null && this.now.order.key === key
  }

  /** A full storage is no reason not to print: only a killed app will not know of it. */
  private keep(key: string, job: Kept): Promise<void> {
    return this.tools.kept.set(keptKey(key), job).catch(() => undefined)
  }

  private forget(key: string): Promise<void> {
    return this.tools.kept.remove(keptKey(key)).catch(() => undefined)
  }
}

function recordOf({ printer, profile, copy }: Order, { payload }: Slip): Omit<PrintRecord, 'outcome'> {
  const facts = { payload_sha256: sha256(payload), bytes: payload.length }
  return { printer: printer.name, profile: profile.id, ...facts, copy }
}

function failed(failure: unknown): JobState {
  if (failure instanceof PrintError) return { step: 'failed', words: failure.message }
  if (failure instanceof BridgeFailure) return { step: 'failed', words: failure.words }
  if (failure instanceof TroubleError) return { step: 'failed', words: drawingWords(failure) }
  return { step: 'failed', words: '没有连上打印机，请开机，放近些' }
}

function drawingWords({ trouble }: TroubleError): string {
  if (trouble.status) return trouble.title
  return '这种打印机的整页要由服务器画好，现在没有信号。有信号时再打，或者换一台 58、80 毫米的打印机'
}
