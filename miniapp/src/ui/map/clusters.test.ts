import { describe, expect, it } from 'vitest'
import { apart, shortCount } from './clusters'
import type { Point } from './coordinates'

const pixels = ({ latitude, longitude }: Point) => ({ x: longitude * 1000, y: latitude * 1000 })
const cluster = (longitude: number, count: number) => ({ latitude: 30, longitude, count })

describe('marks of many', () => {
  it('stay where they have room', () => {
    const far = [cluster(120, 5), cluster(120.06, 3)]
    expect(apart(far, pixels)).toEqual(far)
  })

  it('become one where they would cover each other, and nobody is lost', () => {
    const [one, ...none] = apart([cluster(120, 1), cluster(120.02, 3)], pixels)
    expect(none).toEqual([])
    expect(one.count).toBe(4)
    expect(one.longitude).toBeCloseTo(120.015, 6)
  })

  it('are short', () => {
    expect([860, 32_100, 1_250_000].map(shortCount)).toEqual(['860', '3.2万', '125万'])
  })
})
