/** The districts of Shaoxing, the ground of the map where no tiles are set up. See README.md. */
import type { Point } from './coordinates'
import districts from './shaoxing.json'

export interface District {
  name: string
  centre: Point
  ring: Point[]
}

const UNIT = 10000

/** Each place but the first is kept as its difference from the one before. */
function unfolded(differences: number[]): Point[] {
  const ring: Point[] = []
  let longitude = 0
  let latitude = 0
  for (let i = 0; i < differences.length; i += 2) {
    longitude += differences[i]
    latitude += differences[i + 1]
    ring.push({ longitude: longitude / UNIT, latitude: latitude / UNIT })
  }
  return ring
}

export const outline = (): District[] =>
  districts.map(({ name, centre: [longitude, latitude], ring }) => ({
    name,
    centre: { longitude: longitude / UNIT, latitude: latitude / UNIT },
    ring: unfolded(ring),
  }))
