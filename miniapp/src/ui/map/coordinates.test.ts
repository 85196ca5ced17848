import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { distance, distanceInWords, fromGcj02, toGcj02 } from './coordinates'

interface Vector {
  wgs84: [number, number]
  gcj02: [number, number]
}

const file = resolve(__dirname, '../../../../tests/cases/coordinates.json')
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vector[]
const point = ([longitude, latitude]: [number, number]) => ({ latitude, longitude })

describe('coordinates', () => {
  it.each(vectors)('shifts %j for display and back', ({ wgs84, gcj02 }) => {
    const shown = toGcj02(point(wgs84))
    expect(shown.longitude).toBeCloseTo(gcj02[0], 5)
    expect(shown.latitude).toBeCloseTo(gcj02[1], 5)
    const back = fromGcj02(shown)
    expect(back.longitude).toBeCloseTo(wgs84[0], 6)
    expect(back.latitude).toBeCloseTo(wgs84[1], 6)
  })

  it('measures metres on the ground', () => {
    const oneMinuteNorth = distance(point([120, 30]), point([120, 30 + 1 / 60]))
    expect(oneMinuteNorth).toBeGreaterThan(1850)
    expect(oneMinuteNorth).toBeLessThan(1857)
  })

  it('says distances as people do', () => {
    expect(distanceInWords(864)).toBe('860 m')
    expect(distanceInWords(2345)).toBe('2.3 km')
  })
})
