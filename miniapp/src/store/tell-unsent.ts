/** Tells the server since when something waits in this phone. Not through the outbox: that may be
 *  what is stuck. */
import type { Http } from './http'

export interface Waiting {
  oldestAt: string | null
  count: number
}

const OLD = 12 * 3600 * 1000
const EVERY = 10 * 60 * 1000

/** Call it whenever there may be a signal. What is hours old is told, and once that it is gone. */
export function tellUnsent(http: Pick<Http, 'post'>, now: () => number, waiting: () => Waiting) {
  let told: string | null = null
  let last = -EVERY
  return async (): Promise<void> => {
    const { oldestAt, count } = waiting()
    const old = oldestAt !== null && now() - Date.parse(oldestAt) >= OLD
    const said = old ? `${oldestAt} ${count}` : null
    if (said === told || now() - last < EVERY) return
    const before = last
    last = now()
    try {
      await http.post('/alerts/unsent', { oldest_at: old ? oldestAt : null, count: old ? count : 0 })
      told = said
    } catch {
      last = before // the next signal is as good
    }
  }
}

export function oldest(moments: (string | null)[]): string | null {
  return moments.reduce<string | null>(
    (first, one) => (one && (!first || Date.parse(one) < Date.parse(first)) ? one : first),
    null,
  )
}
