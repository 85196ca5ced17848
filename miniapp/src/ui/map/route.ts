/** In which order to visit the stops of a day: the shortest way from a start, not back again. */
import { distance, type Point } from './coordinates'

/** So many stops are compared in every order; more are put in a good one. */
const EXACT = 9

/** Indexes of `stops` in the order of the visit. As the crow flies: no map is asked. */
export function order(start: Point, stops: Point[]): number[] {
  if (stops.length < 2) return stops.map((_, index) => index)
  const from = stops.map((stop) => distance(start, stop))
  const between = stops.map((a) => stops.map((b) => distance(a, b)))
  return stops.length <= EXACT ? shortest(from, between) : good(from, between)
}

/** Metres of each leg: to the first stop, and from each to the next. */
export function legs(start: Point, stops: Point[]): number[] {
  return stops.map((stop, index) => distance(index ? stops[index - 1] : start, stop))
}

/** Held and Karp: the best way through each set of stops to each of its last ones. */
function shortest(from: number[], between: number[][]): number[] {
  const count = from.length
  const all = (1 << count) - 1
  const best: number[][] = []
  const before: number[][] = []
  for (let set = 1; set <= all; set += 1) {
    best[set] = from.map((first, last) => (set === 1 << last ? first : Infinity))
    before[set] = from.map(() => -1)
    for (let last = 0; last < count; last += 1) {
      const rest = set & ~(1 << last)
      if (!(set & (1 << last)) || !rest) continue
      for (let one = 0; one < count; one += 1) {
        if (!(rest & (1 << one))) continue
        const length = best[rest][one] + between[one][last]
        if (length < best[set][last]) {
          best[set][last] = length
          before[set][last] = one
        }
      }
    }
  }
  const way: number[] = []
  let set = all
  let last = best[all].indexOf(Math.min(...best[all]))
  while (last >= 0) {
    way.unshift(last)
    const one = before[set][last]
    set &= ~(1 << last)
    last = one
  }
  return way
}

/** Always to the nearest, then turned round piece by piece as long as that makes it shorter. */
function good(from: number[], between: number[][]): number[] {
  const way = nearestFirst(from, between)
  const leg = (a: number, b: number) =>
    a < 0 ? from[way[b]] : b < way.length ? between[way[a]][way[b]] : 0
  for (let shorter = true; shorter;) {
    shorter = false
    for (let i = 0; i < way.length - 1; i += 1) {
      for (let j = i + 1; j < way.length; j += 1) {
        const now = leg(i - 1, i) + leg(j, j + 1)
        const turned = leg(i - 1, j) + (j + 1 < way.length ? between[way[i]][way[j + 1]] : 0)
        if (turned < now - 1e-6) {
          way.splice(i, j - i + 1, ...way.slice(i, j + 1).reverse())
          shorter = true
        }
      }
    }
  }
  return way
}

function nearestFirst(from: number[], between: number[][]): number[] {
  const left = from.map((_, index) => index)
  const way: number[] = []
  while (left.length) {
    const away = way.length ? between[way[way.length - 1]] : from
    const next = left.reduce((a, b) => (away[b] < away[a] ? b : a))
    left.splice(left.indexOf(next), 1)
    way.push(next)
  }
  return way
}
