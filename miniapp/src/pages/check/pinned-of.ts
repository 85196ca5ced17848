import type { EarlierProblem } from '../shapes'

/** Last visit's problems of this form, the newest first; of each item only its last. */
export function pinnedOf(earlier: EarlierProblem[], shown: string[]): EarlierProblem[] {
  return earlier.filter(
    (one, at) =>
      shown.indexOf(one.item) >= 0 && earlier.findIndex(({ item }) => item === one.item) === at,
  )
}
