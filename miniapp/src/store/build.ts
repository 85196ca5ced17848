import type { Bridge } from '@/bridge/types'
import { createApi } from './api'
import { clock as createClock, type Clock } from './clock'
import { createDrafts } from './drafts'
import { EvidenceQueue } from './evidence'
import { http as createHttp, type Http } from './http'
import { randomness, uuid7 } from './ids'
import { Inspections } from './inspections'
import { Outbox } from './outbox'
import { Reads } from './reads'
import { Session } from './session'
import { takeAlong } from './take-along'
import { oldest, tellUnsent, type Waiting } from './tell-unsent'
import type { Command, Task } from './types'

const TASK = /^\/tasks\/([0-9a-f-]{36})$/

/** The store on a bridge: one for the app, one for each test. */
export function build(bridge: Bridge) {
  const clock = createClock()
  let seed = () => ''
  const random = randomness((count) => bridge.randomBytes(count), () => seed())
  const session = new Session(bridge, clock, random)
  seed = () => session.seed()
  const http = createHttp(bridge, session)
  const account = () => session.account()
  const owner = {
    account,
    device: () => session.device(),
    officer: () => session.me()?.officer_id || null,
    key: async (fresh: boolean) =>
      (fresh ? (await session.refresh()).receipt_key : session.me()?.receipt_key) || null,
  }
  const newId = (milliseconds = clock.now()) => uuid7(milliseconds, random)
  const { storage } = bridge
  const outbox = new Outbox({ storage, http, clock, owner, newId })
  const evidence = new EvidenceQueue({ bridge, http, clock, owner })
  const inspections = new Inspections(storage, owner)
  const reads = new Reads(http, storage, account, session.opened)
  const api = createApi(reads, http, bridge)
  const drafts = createDrafts(storage, account, session.opened)
  const parts = { bridge, clock, http, session, outbox, evidence, inspections, reads, api }
  join(parts)
  return { session, api, outbox, inspections, evidence, drafts, newId, store: lifecycle(parts) }
}

interface Parts {
  bridge: Bridge
  clock: Clock
  http: Http
  session: Session
  outbox: Outbox
  evidence: EvidenceQueue
  inspections: Inspections
  reads: Reads
  api: ReturnType<typeof createApi>
}

/** Who tells whom. */
function join({ outbox, evidence, inspections, reads, api }: Parts): void {
  const asked: Record<string, ReturnType<typeof setTimeout>> = {}
  const refreshSoon = (command: Command) => refreshTask(inspections.taskOf(command))
  const refreshTask = (task: string | null) => {
    if (!task) return
    clearTimeout(asked[task])
    asked[task] = setTimeout(() => {
      void api.task(task).refresh()
      reads.refreshShown('/tasks?')
    }, 200)
  }
  evidence.onReceived((id) => refreshTask(inspections.taskOfInspection(id)))
  outbox.onEnqueued((command) => inspections.apply(command))
  outbox.onAnswered((command) => {
    refreshSoon(command)
    if (command.kind.indexOf('handover.') === 0) reads.refreshShown('/handovers')
    reads.refreshShown('/alerts')
    if (command.kind === 'avoidance.declare') reads.refreshShown('/tasks/')
    // Originals that waited for their inspection can go now.
    if (command.kind === 'inspection.check_in') evidence.resume()
    if (command.kind.indexOf('rectification.') === 0) {
      reads.refreshShown('/rectifications')
      reads.refreshShown('/tasks?')
    }
  })
  outbox.onGivenUp(async (command) => {
    const task = inspections.taskOf(command)
    if (task) await inspections.rebuild(task, outbox.pending())
    refreshSoon(command)
  })
  reads.onValue((path, value) => {
    if (TASK.test(path) && value) void inspections.absorb(value as Task).catch(() => undefined)
  })
}

/** Somebody else signed in on this phone: their own things are shown. */
function followAccount({ session, outbox, evidence, inspections }: Parts): void {
  let known = session.account()
  session.subscribe(() => {
    if (session.account() === known) return
    known = session.account()
    void inspections.load(outbox.pending()).then(() => {
      outbox.show()
      evidence.show()
    })
  })
}

function waitingIn({ outbox, evidence }: Parts): Waiting {
  const { items, oldestAt } = outbox.snapshot()
  const files = evidence.snapshot().items.filter(({ state }) => state !== 'received')
  return {
    oldestAt: oldest([oldestAt].concat(files.map(({ meta }) => meta.taken_at))),
    count: items.length + files.length,
  }
}

function lifecycle(parts: Parts) {
  const { bridge, session, outbox, evidence, inspections } = parts
  let started: Promise<void> | null = null
  const prepare = takeAlong(parts.api, () => Date.now())
  const tell = tellUnsent(parts.http, () => parts.clock.now(), () => waitingIn(parts))

  function resume(online = true): void {
    void outbox.resume(online)
    if (!online) return
    evidence.resume()
    if (session.snapshot().phase !== 'ready') return
    void prepare()
    void tell()
  }

  async function begin(): Promise<void> {
    await session.load()
    await outbox.load()
    await evidence.load()
    await inspections.load(outbox.pending())
    followAccount(parts)
    bridge.onNetwork((online) => {
      resume(online)
      // A sign-in that failed without a network is tried again with it.
      if (online && session.snapshot().phase === 'failed') void session.signIn().catch(() => undefined)
    })
    bridge.onShow(() => resume())
    await session.start().catch(() => undefined)
    resume()
  }

  return {
    /** Once, when the app opens. What was kept is there before somebody is signed in. */
    start(): Promise<void> {
      started = started || begin()
      return started
    },
    /** The app came to the front. */
    resume: () => void (started && started.then(() => resume())),
  }
}
