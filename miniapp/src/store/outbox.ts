/** The one way of writing. What an officer does is kept here before the screen says done, and
 *  leaves only when the server's signed receipt has been checked. */
import type { Storage } from '@/bridge/types'
import { backoff } from './backoff'
import { type Clock, written } from './clock'
import { type Http, troubleOf } from './http'
import { lane } from './lane'
import { observable } from './observable'
import { batch, judged } from './outbox-answers'
import {
  type Entry,
  type FinishedCommand,
  type GivenUp,
  type Keeping,
  keeping,
  MOST_RECEIPTS,
} from './outbox-keeping'
import type { ReceiptKey } from './receipts'
import type { Command, CommandAnswer, Kind, Payloads, Trouble } from './types'

export interface OutboxItem {
  command: Command
  state: 'waiting' | 'sending' | 'refused'
  problem: Trouble | null
  tries: number
}

export interface OutboxState {
  /** Refused first, then in the order they were made. */
  items: OutboxItem[]
  unsent: number
  sending: number
  refused: number
  oldestAt: string | null
  online: boolean
}

interface Owner {
  account(): string | null
  device(): string
  /** The receipt key; `fresh` asks the server whether there is a new one. */
  key(fresh: boolean): Promise<ReceiptKey | null>
}

interface Parts {
  storage: Storage
  http: Http
  clock: Clock
  owner: Owner
  newId: (milliseconds: number) => string
}

interface Answers {
  answers: CommandAnswer[]
  server_time: string
}

type Enqueued = (command: Command) => Promise<unknown> | void
type Answered = (command: Command, outcome: 'accepted' | 'refused') => void
type GivenUpOn = (command: Command) => Promise<unknown> | void

const QUIET: OutboxState = {
  items: [],
  unsent: 0,
  sending: 0,
  refused: 0,
  oldestAt: null,
  online: true,
}

export class Outbox {
  private readonly kept: Keeping
  private readonly state = observable<OutboxState>(QUIET)
  private readonly ordered = lane()
  private readonly enqueued: Enqueued[] = []
  private readonly answered: Answered[] = []
  private readonly gone: GivenUpOn[] = []
  private readonly waiting = backoff(() => void this.flush())
  private entries: Entry[] = []
  private sending: Record<string, boolean> = {}
  private finished: FinishedCommand[] = []
  private online = true
  private flying: Promise<void> | null = null

  constructor(private readonly parts: Parts) {
    this.kept = keeping(parts.storage)
  }

  readonly subscribe = (listener: () => void) => this.state.subscribe(listener)
  readonly snapshot = () => this.state.snapshot()

  async load(): Promise<void> {
    this.entries = await this.kept.load()
    this.finished = await this.kept.receipts()
    this.show()
  }

  /** Resolves when the phone has kept it. Raises BridgeFailure 'full'. */
  enqueue<K extends Kind>(kind: K, payload: Payloads[K]): Promise<Command<K>> {
    return this.ordered(async () => {
      const account = this.parts.owner.account()
      if (!account) throw new Error('nobody is signed in')
      const entry = await this.kept.add((next, lastAt) => ({
        command: this.stamped(kind, payload, next, lastAt),
        account,
        refused: false,
        problem: null,
        tries: 0,
      }))
      const command = entry.command as Command<K>
      this.entries = this.entries.concat(entry)
      // The command is kept, whatever becomes of what is derived from it.
      for (const told of this.enqueued) await Promise.resolve(told(command)).catch(() => undefined)
      this.show()
      if (!this.waiting.waiting()) void this.flush()
      return command
    })
  }

  /** Sends what waits, in order, one batch at a time. Never raises: what failed stays. */
  flush(): Promise<void> {
    this.flying = this.flying || this.fly().finally(() => (this.flying = null))
    return this.flying
  }

  /** The network came back (or went), or the app came to the front: no more waiting. */
  resume(online = true): Promise<void> {
    this.online = online
    this.show()
    if (!online) return Promise.resolve()
    this.waiting.reset()
    return this.flush()
  }

  /** 放弃并说明: the command goes; what it said and why stays in a list of its own. */
  async giveUp(id: string, reason: string): Promise<void> {
    const { command, problem } = this.find(id)
    const at = written(this.parts.clock.now())
    await this.kept.noteGivenUp({ command, problem, reason, at })
    await this.forget(id)
    for (const told of this.gone) await told(command)
    this.show()
  }

  /** 改后重发: a new command (an answered id is never used again) in place of the refused one. */
  async resend<K extends Kind>(id: string, payload: Payloads[K]): Promise<Command<K>> {
    const command = await this.enqueue(this.find(id).command.kind as K, payload)
    await this.forget(id)
    this.show()
    return command
  }

  /** Finished ones, newest first. */
  receipts(): FinishedCommand[] {
    return this.finished.slice()
  }

  givenUp(): Promise<GivenUp[]> {
    return this.kept.givenUp()
  }

  /** Everything of this officer not yet accepted, in order. */
  pending(): Command[] {
    return this.mine().map((entry) => entry.command)
  }

  /** Told after a command was kept and before `enqueue` resolves. */
  onEnqueued(told: Enqueued): void {
    this.enqueued.push(told)
  }

  onAnswered(told: Answered): void {
    this.answered.push(told)
  }

  onGivenUp(told: GivenUpOn): void {
    this.gone.push(told)
  }

  /** Counts anew, for whoever is signed in now. */
  show(): void {
    const items = this.mine().map(
      (entry): OutboxItem => ({
        command: entry.command,
        state: entry.refused ? 'refused' : this.sending[entry.command.id] ? 'sending' : 'waiting',
        problem: entry.problem,
        tries: entry.tries,
      }),
    )
    const refused = items.filter((item) => item.state === 'refused')
    this.state.set({
      items: refused.concat(items.filter((item) => item.state !== 'refused')),
      unsent: items.length,
      sending: items.filter((item) => item.state === 'sending').length,
      refused: refused.length,
      oldestAt: items.length ? items[0].command.at : null,
      online: this.online,
    })
  }

  private mine(): Entry[] {
    return this.entries.filter((entry) => entry.account === this.parts.owner.account())
  }

  /** Number, time and id of a command; a clock moved backwards does not reorder them. */
  private stamped<K extends Kind>(
    kind: K,
    payload: Payloads[K],
    seq: number,
    lastAt: number,
  ): Command<K> {
    const at = Math.max(this.parts.clock.now(), lastAt)
    return {
      id: this.parts.newId(at),
      device: this.parts.owner.device(),
      seq,
      at: written(at),
      kind,
      // What will be hashed is what JSON carries: no undefined, no shared parts.
      payload: JSON.parse(JSON.stringify(payload)),
    }
  }

  private async fly(): Promise<void> {
    while (this.parts.owner.account()) {
      const chosen = batch(this.mine())
      if (!chosen.length) return
      if (!(await this.flight(chosen))) {
        this.waiting.failed()
        return
      }
      this.waiting.reset()
    }
  }

  private async flight(chosen: Entry[]): Promise<boolean> {
    this.sending = {}
    chosen.forEach((entry) => {
      this.sending[entry.command.id] = true
      entry.tries += 1
    })
    this.show()
    const asked = Date.now()
    try {
      const commands = chosen.map((entry) => entry.command)
      const got = await this.parts.http.post<Answers>('/sync/commands', commands)
      this.online = true
      this.parts.clock.heard(got.server_time, asked)
      return await this.settle(chosen, Array.isArray(got.answers) ? got.answers : [])
    } catch (error) {
      const problem = troubleOf(error)
      if (problem.status === 0) this.online = false
      chosen.forEach((entry) => (entry.problem = problem))
      return false
    } finally {
      this.sending = {}
      this.show()
    }
  }

  /** Takes the answers in. True when every command of the batch is settled. */
  private async settle(sent: Entry[], answers: CommandAnswer[]): Promise<boolean> {
    const { done, left } = await judged(sent, answers, await this.key(answers))
    const gone = done.map((each) => each.entry)
    this.finished = done
      .map((each) => each.receipt)
      .reverse()
      .concat(this.finished)
      .slice(0, MOST_RECEIPTS)
    await this.kept.keepReceipts(this.finished)
    for (const entry of left) await this.kept.put(entry)
    this.entries = this.entries.filter((entry) => gone.indexOf(entry) < 0)
    await this.kept.drop(gone.map(({ command }) => command.seq))
    gone.forEach(({ command }) => this.answered.forEach((told) => told(command, 'accepted')))
    const refused = left.filter((entry) => entry.refused)
    refused.forEach(({ command }) => this.answered.forEach((told) => told(command, 'refused')))
    return refused.length === left.length
  }

  /** The key that the receipts name, asked for again when it is not the known one. */
  private async key(answers: CommandAnswer[]): Promise<ReceiptKey | null> {
    const known = await this.parts.owner.key(false)
    const strange = answers.some(({ receipt }) => receipt && receipt.key_id !== known?.key_id)
    return strange ? this.parts.owner.key(true).catch(() => known) : known
  }

  private find(id: string): Entry {
    const found = this.mine().find((entry) => entry.command.id === id)
    if (!found) throw new Error(`not in the outbox: ${id}`)
    return found
  }

  private async forget(id: string): Promise<void> {
    const entry = this.find(id)
    this.entries = this.entries.filter((each) => each !== entry)
    await this.kept.drop([entry.command.seq])
  }
}
