/** The inspections of this phone: own acts folded at once, the server's news merged in. Kept per
 *  task, so that a killed app comes back to where it was. */
import type { Storage } from '@/bridge/types'
import { lane } from './lane'
import { merge } from './inspection-merge'
import { reduce } from './inspection-reducer'
import { type Observable, observable, type Source } from './observable'
import type { Command, Inspection, Task } from './types'

export interface TaskView {
  inspection: Inspection | null
  /** This officer's own answer to the task, as far as given on this phone. */
  answer: 'accepted' | 'declined' | null
  /** Whether it was looked up what this phone has of it: before that null says nothing. */
  known: boolean
}

interface Kept {
  own: Inspection | null
  server: Inspection | null
  answer: TaskView['answer']
  /** Of the numbers that the server offered, by name. */
  verify_urls: Partial<Record<string, string>>
  titles?: Partial<Record<string, string>>
  apart?: Partial<Record<string, string>>
  /** The last own command folded in. */
  seq: number
}

const EMPTY: Kept = { own: null, server: null, answer: null, verify_urls: {}, seq: 0 }
const NOTHING: TaskView = { inspection: null, answer: null, known: false }
const INDEX = 'inspections'

interface Index {
  tasks: string[]
  /** Task ids by inspection and document id: later commands name only those. */
  of: Record<string, string>
}

interface Officer {
  account(): string | null
  officer(): string | null
}

type Named = { task_id?: string; inspection_id?: string; document_id?: string }

export class Inspections {
  private readonly views: Record<string, Observable<TaskView>> = {}
  private records: Record<string, Kept> = {}
  private readonly ordered = lane()
  private index: Index = { tasks: [], of: {} }
  /** Whose records these are; undefined while nothing was read yet. */
  private owner: string | null | undefined

  constructor(
    private readonly storage: Storage,
    private readonly who: Officer,
  ) {}

  /** Reads everything kept, then folds in commands that the phone kept but died before folding. */
  load(pending: Command[]): Promise<void> {
    return this.ordered(() => this.loadAll(pending))
  }

  /** Folds in one own command and keeps the result. */
  apply(command: Command): Promise<void> {
    return this.ordered(() => this.fold(command))
  }

  /** Takes in what the server says of a task. */
  absorb(task: Task): Promise<void> {
    return this.ordered(() => this.take(task))
  }

  /** A command was given up: what it did here is undone, the others stay. */
  rebuild(task: string, pending: Command[]): Promise<void> {
    return this.ordered(async () => {
      this.records[task] = { ...this.record(task), own: null, answer: null, seq: 0 }
      this.show(task)
      for (const command of pending) if (this.taskOf(command) === task) await this.fold(command)
      await this.keep(task)
    })
  }

  of(taskId: string): Source<TaskView> {
    return this.view(taskId)
  }

  /** The task that a command is about, where this phone knows it. */
  taskOf(command: Command): string | null {
    const named = command.payload as Named
    const id = named.task_id || this.index.of[named.inspection_id || named.document_id || '']
    return id || null
  }

  taskOfInspection(id: string): string | null {
    return this.index.of[id] || null
  }

  private async loadAll(pending: Command[]): Promise<void> {
    await this.readAll()
    for (const command of pending) await this.fold(command)
  }

  private async readAll(): Promise<void> {
    this.owner = this.who.account()
    this.records = {}
    this.index = (await this.storage.get<Index>(this.key(INDEX))) || { tasks: [], of: {} }
    for (const id of this.index.tasks) {
      const kept = await this.storage.get<Kept>(this.key(id))
      if (kept) this.records[id] = kept
      this.show(id)
    }
  }

  /** A page of a killed app may bring a task before anything was loaded: written onto nothing, it
   *  would take the place of what this phone kept. */
  private async known(): Promise<void> {
    if (this.owner !== this.who.account()) await this.readAll()
  }

  private async fold(command: Command): Promise<void> {
    await this.known()
    const task = this.taskOf(command)
    if (!task || command.seq <= this.record(task).seq) return
    const kept = this.record(task)
    const around = {
      officer: this.who.officer(),
      verifyUrl: (name: string) => kept.verify_urls[name] || '',
      title: (name: string) => (kept.titles && kept.titles[name]) || '',
      apart: (name: string) => (kept.apart && kept.apart[name]) || '',
    }
    const own = reduce(base(kept), command, around)
    this.records[task] = { ...kept, own, seq: command.seq, answer: answerTo(command, kept.answer) }
    const named = command.payload as Named
    if (named.inspection_id) this.index.of[named.inspection_id] = task
    if (named.document_id) this.index.of[named.document_id] = task
    this.show(task)
    await this.keep(task)
  }

  private async take(task: Task): Promise<void> {
    await this.known()
    const kept = this.record(task.id)
    const verify_urls = { ...kept.verify_urls }
    const titles = { ...kept.titles }
    const apart = { ...kept.apart }
    Object.keys(task.numbers || {}).forEach((name) => {
      const number = task.numbers[name]
      if (!number) return
      verify_urls[name] = number.verify_url
      titles[name] = number.title
      apart[name] = number.apart
    })
    this.records[task.id] = { ...kept, server: task.inspection, verify_urls, titles, apart }
    if (task.inspection) {
      this.index.of[task.inspection.id] = task.id
      task.inspection.documents.forEach(({ id }) => (this.index.of[id] = task.id))
    }
    this.show(task.id)
    await this.keep(task.id)
  }

  private key(name: string): string {
    return `inspection.${this.who.account() || 'nobody'}.${name}`
  }

  private record(task: string): Kept {
    return this.records[task] || EMPTY
  }

  private view(task: string): Observable<TaskView> {
    this.views[task] = this.views[task] || observable<TaskView>(NOTHING)
    return this.views[task]
  }

  private show(task: string): void {
    const { own, server, answer } = this.record(task)
    this.view(task).set({ inspection: merge(own, server), answer, known: true })
  }

  private async keep(task: string): Promise<void> {
    if (this.index.tasks.indexOf(task) < 0) this.index.tasks.push(task)
    await this.storage.set(this.key(task), this.record(task))
    await this.storage.set(this.key(INDEX), this.index)
  }
}

/** What the other phone began is continued here; an own one that the server does not know under
 *  its id was refused there. */
function base({ own, server }: Kept): Inspection | null {
  return own && (!server || own.id === server.id) ? own : server
}

function answerTo(command: Command, before: TaskView['answer']): TaskView['answer'] {
  if (command.kind === 'task.accept') return 'accepted'
  return command.kind === 'task.decline' ? 'declined' : before
}
