/** What is being written and not yet said: survives a killed app. */
import type { Storage } from '@/bridge/types'
import { lane } from './lane'

/** `opened`: a page of a killed app asks before it is known whose phone this is. */
export function createDrafts(storage: Storage, account: () => string | null, opened: Promise<void>) {
  const ordered = lane()
  const keyOf = (key: string) => `draft.${account() || 'nobody'}.${key}`
  const inOrder = <T>(act: () => Promise<T>): Promise<T> => ordered(() => opened.then(act))
  let watchers: { key: string; told: (value: unknown) => void }[] = []
  return {
    get: <T>(key: string): Promise<T | null> => inOrder(() => storage.get<T>(keyOf(key))),
    /** The last one set wins, however fast they come. */
    set(key: string, value: unknown): Promise<void> {
      watchers.filter((each) => each.key === key).forEach(({ told }) => told(value))
      return inOrder(() => storage.set(keyOf(key), value))
    },
    /** Two pages may hold the same draft, one above the other: each hears what the other sets. */
    watch(key: string, told: (value: unknown) => void): () => void {
      const watcher = { key, told }
      watchers = watchers.concat(watcher)
      return () => {
        watchers = watchers.filter((each) => each !== watcher)
      }
    },
    remove: (key: string): Promise<void> => inOrder(() => storage.remove(keyOf(key))),
  }
}
