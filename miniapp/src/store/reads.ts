/** Reading: what is stored is shown at once with its time, then the server is asked. */
import type { Storage } from '@/bridge/types'
import { type Http, troubleOf } from './http'
import { type Observable, observable, type Source } from './observable'
import type { Trouble } from './types'

export interface ReadState<T> {
  value: T | null
  /** When the server said it, ISO 8601. */
  stored_at: string | null
  from: 'network' | 'store' | null
  loading: boolean
  problem: Trouble | null
}

export interface Readable<T> extends Source<ReadState<T>> {
  /** Asks the server; several at once share one call. Never raises: see `problem`. */
  refresh(): Promise<ReadState<T>>
}

interface Stored<T> {
  value: T
  at: string
}

interface Options {
  /** Kept over a restart; searches and map views are not. */
  keep: boolean
}

const NOTHING: ReadState<never> = {
  value: null,
  stored_at: null,
  from: null,
  loading: true,
  problem: null,
}
const INDEX = 'reads'
const MOST_KEPT = 80
// A screen that comes back shortly after does not ask again.
const FRESH = 3000

type Heard = (path: string, value: unknown) => void

class Read<T> implements Readable<T> {
  private readonly state: Observable<ReadState<T>> = observable<ReadState<T>>(NOTHING, () =>
    this.watched(),
  )
  private flying: Promise<ReadState<T>> | null = null
  private loaded: Promise<void> | null = null
  private askedAt = 0

  constructor(
    private readonly reads: Reads,
    private readonly path: string,
    private readonly options: Options,
  ) {}

  readonly subscribe = (listener: () => void) => this.state.subscribe(listener)
  readonly snapshot = () => this.state.snapshot()

  readonly refresh = (): Promise<ReadState<T>> => {
    this.flying = this.flying || this.ask().finally(() => (this.flying = null))
    return this.flying
  }

  /** What this phone itself knows before the server does. */
  put(value: T, at: string): void {
    this.reads.tell(this.path, value)
    this.show({ value, stored_at: at, from: 'store', loading: false, problem: null })
  }

  isShown(): boolean {
    return this.state.isWatched()
  }

  private watched(): void {
    if (Date.now() - this.askedAt > FRESH) void this.refresh()
  }

  private show(part: Partial<ReadState<T>>): void {
    this.state.set({ ...this.state.snapshot(), ...part })
  }

  private load(): Promise<void> {
    this.loaded =
      this.loaded ||
      (async () => {
        await this.reads.opened
        const kept = this.options.keep ? await this.reads.kept<T>(this.path) : null
        if (!kept || this.snapshot().value) return
        this.reads.tell(this.path, kept.value)
        this.show({ value: kept.value, stored_at: kept.at, from: 'store' })
      })().catch(() => undefined)
    return this.loaded
  }

  private async ask(): Promise<ReadState<T>> {
    this.askedAt = Date.now()
    this.show({ loading: true })
    await this.load()
    try {
      const value = await this.reads.http.get<T>(this.path)
      const at = new Date().toISOString()
      this.reads.tell(this.path, value)
      this.show({ value, stored_at: at, from: 'network', loading: false, problem: null })
      if (this.options.keep) await this.reads.keep(this.path, { value, at })
    } catch (error) {
      // What is shown stays; it is now known to be old.
      const from = this.snapshot().value ? 'store' : null
      this.show({ loading: false, problem: troubleOf(error), from })
    }
    return this.snapshot()
  }
}

export class Reads {
  private readonly all: Record<string, Read<unknown>> = {}
  private readonly listeners: Heard[] = []
  private index: string[] | null = null

  constructor(
    readonly http: Http,
    private readonly storage: Storage,
    private readonly account: () => string | null,
    /** A page of a killed app asks before it is known whose phone this is. */
    readonly opened: Promise<void>,
  ) {}

  /** The same path gives the same object, as long as the same officer is signed in. */
  read<T>(path: string, options: Options = { keep: true }): Readable<T> {
    const key = this.keyOf(path)
    const early = this.all[`read.nobody.${path}`]
    this.all[key] = this.all[key] || early || new Read<unknown>(this, path, options)
    return this.all[key] as Read<T> as Readable<T>
  }

  /** Asks again for what is on a screen now and whose path begins so. */
  refreshShown(start: string): void {
    Object.keys(this.all)
      .filter((key) => key.indexOf(this.keyOf(start)) === 0 && this.all[key].isShown())
      .forEach((key) => void this.all[key].refresh())
  }

  /** Shown and kept as if the server had said it; what it does say takes its place. */
  async seed<T>(path: string, value: T): Promise<void> {
    const at = new Date().toISOString()
    const read = this.read<T>(path) as unknown as Read<T>
    read.put(value, at)
    await this.keep(path, { value, at })
  }

  onValue(heard: Heard): void {
    this.listeners.push(heard)
  }

  tell(path: string, value: unknown): void {
    this.listeners.forEach((heard) => heard(path, value))
  }

  kept<T>(path: string): Promise<Stored<T> | null> {
    return this.storage.get<Stored<T>>(this.keyOf(path))
  }

  /** A full storage is no reason to fail a reading: it only will not be there offline. */
  async keep<T>(path: string, stored: Stored<T>): Promise<void> {
    try {
      const key = this.keyOf(path)
      await this.storage.set(key, stored)
      await this.note(key)
    } catch {
      await this.forgetOldest()
    }
  }

  private keyOf(path: string): string {
    return `read.${this.account() || 'nobody'}.${path}`
  }

  private async note(key: string): Promise<void> {
    const before = this.index || (await this.storage.get<string[]>(INDEX)) || []
    if (before[before.length - 1] === key) return
    this.index = before.filter((each) => each !== key).concat(key)
    if (this.index.length > MOST_KEPT) await this.forgetOldest()
    await this.storage.set(INDEX, this.index)
  }

  private async forgetOldest(): Promise<void> {
    const oldest = this.index && this.index.shift()
    if (oldest) await this.storage.remove(oldest).catch(() => undefined)
  }
}
