/** How the outbox lies in the phone's storage: one entry a command, and an index.
 *
 *  The entry is written first, then the index that names it. A phone that dies in between has
 *  told nobody that it kept anything; the next command takes the same number. */
import type { Storage } from '@/bridge/types'
import type { Command, Kind, Trouble } from './types'

export interface Entry {
  command: Command
  /** Whose it is: another officer who signs in on this phone never sends it. */
  account: string
  refused: boolean
  problem: Trouble | null
  tries: number
}

export interface FinishedCommand {
  id: string
  kind: Kind
  at: string
  received_at: string
  sha256: string
  key_id: string
  signature: string
}

interface Index {
  next: number
  /** The latest `at` given out, ms since 1970. */
  last_at: number
  seqs: number[]
}

const INDEX = 'outbox'
const RECEIPTS = 'outbox.receipts'
const GIVEN_UP = 'outbox.given-up'
export const MOST_RECEIPTS = 300

const keyOf = (seq: number) => `outbox.${seq}`

export interface GivenUp {
  command: Command
  problem: Trouble | null
  reason: string
  at: string
}

const EMPTY: Index = { next: 1, last_at: 0, seqs: [] }

export function keeping(storage: Storage) {
  const alone = <T>(work: () => Promise<T>) => (storage.alone ? storage.alone(work) : work())
  const read = async () => (await storage.get<Index>(INDEX)) || EMPTY
  return {
    async load(): Promise<Entry[]> {
      const entries: Entry[] = []
      for (const seq of (await read()).seqs) {
        const entry = await storage.get<Entry>(keyOf(seq))
        if (entry) entries.push(entry)
      }
      return entries
    },
    /** Keeps what `make` makes of the next number and the latest time given out. */
    add: (make: (next: number, lastAt: number) => Entry): Promise<Entry> =>
      alone(async () => {
        const { next, last_at, seqs } = await read()
        const entry = make(next, last_at)
        const { seq, at } = entry.command
        await storage.set(keyOf(seq), entry)
        const index: Index = { next: seq + 1, last_at: Date.parse(at), seqs: seqs.concat(seq) }
        await storage.set(INDEX, index)
        return entry
      }),
    put: (entry: Entry) => storage.set(keyOf(entry.command.seq), entry),
    /** Out of the index first: an entry that nothing names is never sent. */
    async drop(gone: number[]): Promise<void> {
      if (!gone.length) return
      await alone(async () => {
        const index = await read()
        const seqs = index.seqs.filter((seq) => gone.indexOf(seq) < 0)
        await storage.set(INDEX, { ...index, seqs })
      })
      for (const seq of gone) await storage.remove(keyOf(seq)).catch(() => undefined)
    },
    receipts: async () => (await storage.get<FinishedCommand[]>(RECEIPTS)) || [],
    keepReceipts: (all: FinishedCommand[]) => storage.set(RECEIPTS, all),
    async noteGivenUp(one: GivenUp) {
      const before = (await storage.get<GivenUp[]>(GIVEN_UP)) || []
      await storage.set(GIVEN_UP, [one].concat(before).slice(0, 100))
    },
    givenUp: async () => (await storage.get<GivenUp[]>(GIVEN_UP)) || [],
  }
}

export type Keeping = ReturnType<typeof keeping>
