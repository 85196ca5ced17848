/** What is being written and not yet said: survives a killed app. */
import type { Storage } from '@/bridge/types'
import { lane } from './lane'

export function createDrafts(storage: Storage, account: () => string | null) {
  const ordered = lane()
  const keyOf = (key: string) => `draft.${account() || 'nobody'}.${key}`
  return {
    get: <T>(key: string): Promise<T | null> => ordered(() => storage.get<T>(keyOf(key))),
    /** The last one set wins, however fast they come. */
    set: (key: string, value: unknown): Promise<void> =>
      ordered(() => storage.set(keyOf(key), value)),
    remove: (key: string): Promise<void> => ordered(() => storage.remove(keyOf(key))),
  }
}
