import { chunks, type Chunk } from './chunks'
import { ABORT } from './cpcl'
import type { Hindrance, Profile } from './profile'
import { grouped } from './segments'

/*
 * Sends a payload to a printer, one small write at a time. What the host refused is offered again,
 * more slowly; what it does not answer for is never sent twice: nobody knows whether it arrived.
 */

const TIMEOUT = 3000 // ms; a write takes 10 to 60
const PACES = [50, 200] // ms, when the profile's interval is too fast for the printer
const CALM = 10 // writes taken in a row before the pace goes up again
const PATIENCE = 50 // refusals in a row, about 10 s: a printer with a full buffer prints on
const ASK_EVERY = 10 // refusals, before the printer is asked what hinders it

// 10008 is how dd and my say that the system did not take the write, 429 how the simulator does.
const REFUSED = [10008, 429]

/** Where writes go: one characteristic of one connected printer. */
export interface Port {
  /** At most 20 bytes. Settles once the host answers for them. */
  write(hex: string): Promise<void>
  /** Tells when the connection breaks; returns what ends the listening. */
  onLost?(told: () => void): () => void
  /** The byte by which the printer answers a question; null when it is silent. */
  ask?(hex: string): Promise<number | null>
}

export interface Progress {
  sent: number
  total: number
  /** From 1. */
  segment: number
  segments: number
  secondsLeft: number
  /** Why nothing goes on; it does by itself once that is mended. */
  hindered: Hindrance | null
}

export interface Outcome {
  state: 'done' | 'stopped' | 'unknown'
  reason: '' | 'stopped' | 'timeout' | 'lost' | 'failed' | 'refused' | Hindrance
  /** Bytes that the host has answered for. */
  sent: number
  /** To be given to the next `send` to this printer. */
  owed: number
  error?: unknown
}

export interface Sending {
  /** Never rejects. */
  outcome: Promise<Outcome>
  /** No further write; the one under way is waited for. */
  stop(): void
}

export interface SendOptions {
  onProgress?: (progress: Progress) => void
  /** From the outcome before, so that the printer first ends what it still waits for. */
  owed?: number
  /** The copy before broke off: a printer with a page memory has to give up its page. */
  broken?: boolean
}

interface Planned extends Chunk {
  /** Of the payload's bytes, when this write has arrived. */
  end: number
  segment: number
  /** It ends where a command does. */
  whole: boolean
}

interface Job {
  port: Port
  plan: Planned[]
  interval: number
  tell: (progress: Progress) => void
  stopped: boolean
  lost: boolean
  /** Called when the connection breaks, to end the wait for an answer. */
  wake: () => void
  /** ms a write, smoothed. */
  pace: number
  /** How many steps slower than the profile's interval, and the writes since a refusal. */
  slower: number
  calm: number
  status: Profile['status']
  /** The write under way, the bytes taken before it, and what hinders it. */
  at: number
  sent: number
  hindered: Hindrance | null
}

/**
 * Sends the commands of one copy; the payload starts with a reset. After an outcome other than
 * done, send the whole copy anew with the mark 重打 and with `owed`.
 */
export function send(
  port: Port,
  commands: readonly Uint8Array[],
  profile: Profile,
  { onProgress = () => undefined, owed = 0, broken = false }: SendOptions = {},
): Sending {
  const job: Job = {
    port,
    plan: planned([...amends(profile, owed, broken), ...commands], profile),
    interval: profile.interval_ms,
    tell: onProgress,
    stopped: false,
    lost: false,
    wake: () => undefined,
    pace: profile.interval_ms,
    slower: 0,
    calm: 0,
    status: profile.status,
    at: 0,
    sent: 0,
    hindered: null,
  }
  const lost = (): void => {
    job.lost = true
    job.wake()
  }
  const hush = port.onLost ? port.onLost(lost) : () => undefined
  const outcome = run(job).then((ended) => {
    hush()
    return ended
  })
  return { outcome, stop: () => void (job.stopped = true) }
}

/** What brings a printer back whose last copy broke off. */
function amends(profile: Profile, owed: number, broken: boolean): Uint8Array[] {
  const zeros = owed ? [new Uint8Array(owed)] : []
  return broken && profile.language === 'cpcl' ? zeros.concat(ABORT) : zeros
}

function planned(commands: readonly Uint8Array[], profile: Profile): Planned[] {
  const plan: Planned[] = []
  const ends: Record<number, true> = {}
  commands.reduce((sum, { length }) => ((ends[sum + length] = true), sum + length), 0)
  let end = 0
  grouped(commands, profile.segment_bytes).forEach((group, index) => {
    chunks(group, profile.chunk_bytes).forEach((chunk) => {
      end += chunk.data.length
      plan.push({ ...chunk, end, segment: index + 1, whole: Boolean(ends[end]) })
    })
  })
  return plan
}

async function run(job: Job): Promise<Outcome> {
  let owed = 0
  for (let index = 0; index < job.plan.length; index += 1) {
    const write = job.plan[index]
    job.at = index
    report(job)
    const failed = job.stopped ? STOPPED : await deliver(job, write.data)
    if (failed) {
      // Nobody knows whether an unanswered write arrived: the more is owed.
      if (IN_DOUBT.indexOf(failed.reason) >= 0) owed = Math.max(owed, write.awaited)
      const state = failed.reason === 'stopped' ? 'stopped' : 'unknown'
      return { ...failed, state, sent: job.sent, owed }
    }
    job.sent = write.end
    owed = write.awaited
  }
  job.at = job.plan.length
  report(job)
  // The last lines may still be in the printer's buffer.
  const hindered = await hindrance(job.port, job.status)
  const { sent } = job
  if (hindered) return { state: 'unknown', reason: hindered, sent, owed: 0 }
  return { state: 'done', reason: '', sent, owed: 0 }
}

interface Failure {
  reason: Exclude<Outcome['reason'], ''>
  error?: unknown
}

const STOPPED: Failure = { reason: 'stopped' }
const IN_DOUBT: Outcome['reason'][] = ['timeout', 'lost', 'failed']

/** One write, repeated only where the host said that it did not take it. */
async function deliver(job: Job, data: Uint8Array): Promise<Failure | null> {
  let refusals = 0
  for (let tries = 1; refusals < PATIENCE; tries += 1) {
    const started = Date.now()
    const failed: Failure | null = job.lost ? { reason: 'lost' } : await attempt(job, data)
    if (failed && failed.reason !== 'refused') return failed
    adapt(job, failed)
    await wait(paceOf(job) - (Date.now() - started))
    job.pace = 0.8 * job.pace + 0.2 * (Date.now() - started)
    if (!failed) return null
    if (job.stopped) return STOPPED
    if (tries % ASK_EVERY === 0) {
      job.hindered = await hindrance(job.port, askable(job))
      report(job)
    }
    // Without paper it waits for as long as it takes to put some in.
    refusals = job.hindered ? 0 : refusals + 1
  }
  return { reason: (await hindrance(job.port, job.status)) || 'refused' }
}

/** What may be asked now: a question inside a command would be taken for its data. Only DLE is
 *  heard inside a line of text. */
function askable({ plan, at, status = [] }: Job): NonNullable<Profile['status']> {
  const last = at ? plan[at - 1] : null
  if (!last || last.whole) return status
  return last.awaited ? [] : status.filter(({ ask }) => ask.slice(0, 2) === '10')
}

/** What the printer says of itself, where it says so. */
export async function hindrance(
  port: Port,
  status: Profile['status'] = [],
): Promise<Hindrance | null> {
  if (!port.ask) return null
  for (const { ask: question, says } of status) {
    const byte = (await port.ask(question)) || 0
    const said = says.find(({ mask }) => byte & mask)
    if (said) return said.state
  }
  return null
}

function adapt(job: Job, refusal: Failure | null): void {
  job.calm = refusal ? 0 : job.calm + 1
  if (!refusal) job.hindered = null
  if (refusal) job.slower = Math.min(job.slower + 1, PACES.length)
  if (job.calm === CALM && job.slower) {
    job.slower -= 1
    job.calm = 0
  }
}

function paceOf(job: Job): number {
  return job.slower ? Math.max(job.interval, PACES[job.slower - 1]) : job.interval
}

function attempt(job: Job, data: Uint8Array): Promise<Failure | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ reason: 'timeout' }), TIMEOUT)
    const settle = (failed: Failure | null): void => {
      clearTimeout(timer)
      resolve(failed)
    }
    job.wake = () => settle({ reason: 'lost' })
    job.port.write(hex(data)).then(
      () => settle(null),
      (error) => settle({ reason: refused(error) ? 'refused' : 'failed', error }),
    )
  })
}

function refused(error: unknown): boolean {
  const native = error && (error as { native?: unknown }).native
  const given = (typeof native === 'object' && native ? native : { error: native }) as {
    error?: unknown
    errorCode?: unknown
  }
  return REFUSED.indexOf(Number(given.error === undefined ? given.errorCode : given.error)) >= 0
}

function report({ plan, at, sent, pace, tell, hindered }: Job): void {
  const last = plan[plan.length - 1]
  tell({
    sent,
    total: last.end,
    segment: plan[Math.min(at, plan.length - 1)].segment,
    segments: last.segment,
    secondsLeft: Math.ceil(((plan.length - at) * pace) / 1000),
    hindered,
  })
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
}

function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => (byte < 16 ? '0' : '') + byte.toString(16)).join('')
}
