/** The server's time as far as this phone knows it. The phone's own clock may be wrong. */

// Less than this may be the way of the answer.
const NOISE = 2000

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** What to add to the phone's clock. */
  skew(): number
  /** A moment that the server wrote into an answer asked for at `asked` (phone's clock). */
  heard(serverTime: unknown, asked: number): void
}

export function clock(device: () => number = () => Date.now()): Clock {
  let skew = 0
  return {
    now: () => device() + skew,
    skew: () => skew,
    heard(serverTime, asked) {
      const told = typeof serverTime === 'string' ? Date.parse(serverTime) : NaN
      if (isNaN(told)) return
      const found = Math.round(told - (asked + device()) / 2)
      skew = Math.abs(found) < NOISE ? 0 : found
    },
  }
}

/** ISO 8601 with milliseconds and the offset of Shanghai. */
export function written(milliseconds: number): string {
  return new Date(milliseconds + 8 * 3600 * 1000).toISOString().replace('Z', '+08:00')
}
