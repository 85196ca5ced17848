/** Waiting longer after each failure, with jitter so that a department's phones do not come back
 *  in step after an outage. */

const FIRST = 1000
const LONGEST = 5 * 60 * 1000

/** Milliseconds before the next try after so many failures in a row. */
export function delay(failures: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST, FIRST * Math.pow(2, Math.min(failures - 1, 20)))
  return Math.round(whole / 2 + (random() * whole) / 2)
}

export function backoff(again: () => void) {
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | null = null

  function clear() {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  return {
    /** Whether a later try is already arranged. */
    waiting: () => timer !== null,
    failed() {
      failures += 1
      clear()
      timer = setTimeout(() => {
        timer = null
        again()
      }, delay(failures))
    },
    /** Something changed for the better: no more waiting. */
    reset() {
      failures = 0
      clear()
    },
  }
}
