import { spaces, trimmed, width, wrap, type Cell } from './wrapping'

/* Tables in columns of characters, one space between them. Same as backend/printing/tables.py. */

const NARROWEST = 4 // two Chinese characters

const total = (numbers: number[]): number => numbers.reduce((sum, each) => sum + each, 0)

/** Columns for each share, together as wide as the paper; none when they cannot all fit. */
export function widths(shares: number[], columns: number): number[] {
  const room = columns - (shares.length - 1)
  if (room < NARROWEST * shares.length) return []
  const fair = shares.map((share) => Math.floor((room * share) / total(shares)))
  const made = fair.map((place) => Math.max(NARROWEST, place))
  while (total(made) > room) made[made.indexOf(Math.max(...made))] -= 1
  made[shares.indexOf(Math.max(...shares))] += room - total(made)
  return made
}

/** The lines of one row, each value wrapped in its own place. */
export function row(values: Cell[][], places: number[]): Cell[][] {
  const wrapped = values.map((value, index) => wrap(value, places[index], places[index]))
  const height = Math.max(...wrapped.map((lines) => lines.length))
  return Array.from({ length: height }, (_, number) => {
    let line: Cell[] = []
    let end = 0
    wrapped.forEach((lines, index) => {
      line = line.concat(spaces(end - width(line)), lines[number] || [])
      end += places[index] + 1
    })
    return trimmed(line)
  })
}
