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

export function keeping(storage: Storage) {
  return {
    async load(): Promise<{ index: Index; entries: Entry[] }> {
      const index = (await storage.get<Index>(INDEX)) || { next: 1, last_at: 0, seqs: [] }
      const entries: Entry[] = []
      for (const seq of index.seqs) {
        const entry = await storage.get<Entry>(keyOf(seq))
        if (entry) entries.push(entry)
      }
      return { index, entries }
    },
    put: (entry: Entry) => storage.set(keyOf(entry.command.seq), entry),
    drop: (seq: number) => storage.remove(keyOf(seq)),
    index: (index: Index) => storage.set(INDEX, index),
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
