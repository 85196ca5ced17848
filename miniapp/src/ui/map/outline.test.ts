import { describe, expect, it } from 'vitest'
import { outline } from './outline'
import type { Point } from './coordinates'

/** Whether a place lies within a ring: a ray to the east crosses it an odd number of times. */
function within({ latitude, longitude }: Point, ring: Point[]): boolean {
  return ring.reduce((inside, a, index) => {
    const b = ring[(index + 1) % ring.length]
    if (a.latitude > latitude === b.latitude > latitude) return inside
    const share = (latitude - a.latitude) / (b.latitude - a.latitude)
    return longitude < a.longitude + share * (b.longitude - a.longitude) ? !inside : inside
  }, false)
}

describe('the plain ground', () => {
  const districts = outline()

  it('has the six of Shaoxing', () => {
    expect(districts.map(({ name }) => name).sort()).toEqual(
      ['上虞区', '嵊州市', '新昌县', '柯桥区', '诸暨市', '越城区'].sort(),
    )
  })

  // Towns of the register, WGS-84.
  it.each([
    ['越城区', 120.583, 29.986],
    ['柯桥区', 120.49, 30.08],
    ['上虞区', 120.87, 30.03],
    ['诸暨市', 120.24, 29.71],
    ['嵊州市', 120.83, 29.59],
    ['新昌县', 120.9, 29.5],
  ])('%s holds its seat and no other does', (name, longitude, latitude) => {
    const holding = districts.filter(({ ring }) => within({ longitude, latitude }, ring))
    expect(holding.map((one) => one.name)).toEqual([name])
  })
})
