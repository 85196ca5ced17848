/** Marks of many: those that would cover each other become one. */
import type { Point } from './coordinates'

export interface Cluster extends Point {
  count: number
}

/** Pixels from middle to middle; a mark is 48 wide. */
const ROOM = 50

/** The larger ones take in what lies too near, and move towards it by its weight. */
export function apart(
  clusters: Cluster[],
  pixels: (place: Point) => { x: number; y: number },
): Cluster[] {
  const kept: Cluster[] = []
  const sorted = clusters.slice().sort((a, b) => b.count - a.count)
  sorted.forEach((one) => {
    const at = pixels(one)
    const near = kept.findIndex((other) => {
      const there = pixels(other)
      return Math.hypot(there.x - at.x, there.y - at.y) < ROOM
    })
    if (near < 0) kept.push(one)
    else kept[near] = together(kept[near], one)
  })
  return kept
}

function together(a: Cluster, b: Cluster): Cluster {
  const count = a.count + b.count
  const middle = (x: number, y: number) => (x * a.count + y * b.count) / count
  return {
    latitude: middle(a.latitude, b.latitude),
    longitude: middle(a.longitude, b.longitude),
    count,
  }
}

/** On a mark of many: 860, 3.2万. */
export const shortCount = (count: number): string =>
  count < 10000 ? String(count) : `${(count / 10000).toFixed(count < 100000 ? 1 : 0)}万`
