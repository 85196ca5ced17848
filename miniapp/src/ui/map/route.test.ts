import { describe, expect, it } from 'vitest'
import { distance, type Point } from './coordinates'
import { legs, order } from './route'

const START: Point = { latitude: 30, longitude: 120.58 }
const at = (east: number, north: number): Point => ({
  latitude: 30 + north / 1000,
  longitude: 120.58 + east / 1000,
})

/** The same every time: a small generator instead of chance. */
function scattered(count: number, seed: number): Point[] {
  let state = seed
  const next = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648
  return Array.from({ length: count }, () => at(next() * 40 - 20, next() * 40 - 20))
}

const length = (stops: Point[], way: number[]) =>
  legs(
    START,
    way.map((index) => stops[index]),
  ).reduce((a, b) => a + b, 0)

function everyOrder(indexes: number[]): number[][] {
  if (indexes.length < 2) return [indexes]
  return indexes.flatMap((first) =>
    everyOrder(indexes.filter((one) => one !== first)).map((rest) => [first, ...rest]),
  )
}

describe('the route of a day', () => {
  it('needs no order for none or one', () => {
    expect(order(START, [])).toEqual([])
    expect(order(START, [at(1, 1)])).toEqual([0])
  })

  it('goes along a street without turning back', () => {
    expect(order(START, [at(30, 0), at(10, 0), at(20, 0)])).toEqual([1, 2, 0])
  })

  it('first visits the lone one on the other side when that is shorter in all', () => {
    expect(order(START, [at(10, 0), at(11, 0), at(-3, 0)])[0]).toBe(2)
  })

  it.each([1, 2, 3, 4, 5])('is the shortest of all orders of six (%i)', (seed) => {
    const stops = scattered(6, seed)
    const best = Math.min(...everyOrder([0, 1, 2, 3, 4, 5]).map((way) => length(stops, way)))
    expect(length(stops, order(START, stops))).toBeCloseTo(best, 3)
  })

  it.each([10, 20, 60])(
    'visits each of %i once and no longer than going to the nearest each time',
    (count) => {
      const stops = scattered(count, count)
      const way = order(START, stops)
      expect([...way].sort((a, b) => a - b)).toEqual(stops.map((_, index) => index))
      const left = stops.map((_, index) => index)
      const greedy: number[] = []
      for (let here = START; left.length; here = stops[greedy[greedy.length - 1]]) {
        left.sort((a, b) => distance(here, stops[a]) - distance(here, stops[b]))
        greedy.push(left.shift() as number)
      }
      expect(length(stops, way)).toBeLessThanOrEqual(length(stops, greedy) + 1e-6)
    },
  )

  it('bears several stops at one place', () => {
    const same = [at(1, 1), at(1, 1), at(1, 1)]
    expect([...order(START, same)].sort()).toEqual([0, 1, 2])
  })

  it('measures each leg from the stop before', () => {
    const [first, second] = legs(START, [at(10, 0), at(20, 0)])
    expect(first).toBeGreaterThan(950)
    expect(second).toBeCloseTo(first, 0)
  })
})
