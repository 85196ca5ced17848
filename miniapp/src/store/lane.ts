/** One after the other: each piece of work begins when the one before has ended, well or not. */
export function lane() {
  let last: Promise<unknown> = Promise.resolve()
  return function queue<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
}
