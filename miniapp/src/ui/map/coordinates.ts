/** Coordinates: WGS-84 is kept and sent, GCJ-02 only drawn. Degrees throughout, metres out. */

export interface Point {
  latitude: number
  longitude: number
}

const SEMI_MAJOR = 6378245.0
const ECCENTRICITY = 0.00669342162296594323
const EARTH_RADIUS_M = 6371008.8

function outsideMainland({ latitude, longitude }: Point): boolean {
  return longitude < 72.004 || longitude > 137.8347 || latitude < 0.8293 || latitude > 55.8271
}

const wave = (value: number, factor: number) => Math.sin(value * factor * Math.PI)

function latitudeShift(x: number, y: number): number {
  let shift = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
  shift += ((20 * wave(x, 6) + 20 * wave(x, 2)) * 2) / 3
  shift += ((20 * wave(y, 1) + 40 * wave(y, 1 / 3)) * 2) / 3
  shift += ((160 * wave(y, 1 / 12) + 320 * wave(y, 1 / 30)) * 2) / 3
  return shift
}

function longitudeShift(x: number, y: number): number {
  let shift = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
  shift += ((20 * wave(x, 6) + 20 * wave(x, 2)) * 2) / 3
  shift += ((20 * wave(x, 1) + 40 * wave(x, 1 / 3)) * 2) / 3
  shift += ((150 * wave(x, 1 / 12) + 300 * wave(x, 1 / 30)) * 2) / 3
  return shift
}

/** The display offset of Chinese map services; none outside the mainland. */
export function toGcj02(point: Point): Point {
  if (outsideMainland(point)) return point
  const x = point.longitude - 105
  const y = point.latitude - 35
  const radians = (point.latitude * Math.PI) / 180
  const magic = 1 - ECCENTRICITY * Math.sin(radians) ** 2
  const root = Math.sqrt(magic)
  const north = ((SEMI_MAJOR * (1 - ECCENTRICITY)) / (magic * root)) * Math.PI
  const east = (SEMI_MAJOR / root) * Math.cos(radians) * Math.PI
  return {
    latitude: point.latitude + (latitudeShift(x, y) * 180) / north,
    longitude: point.longitude + (longitudeShift(x, y) * 180) / east,
  }
}

/** Undone by iteration: the error falls below 1e-7 degrees within a few rounds. */
export function fromGcj02(shown: Point): Point {
  let guess = shown
  for (let round = 0; round < 8; round += 1) {
    const back = toGcj02(guess)
    guess = {
      latitude: guess.latitude + shown.latitude - back.latitude,
      longitude: guess.longitude + shown.longitude - back.longitude,
    }
  }
  return guess
}

/** Great-circle distance in metres of two points of the same system. */
export function distance(from: Point, to: Point): number {
  const radians = Math.PI / 180
  const dLat = (to.latitude - from.latitude) * radians
  const dLon = (to.longitude - from.longitude) * radians
  const a =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians) * Math.sin(dLon / 2) ** 2
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)))
}

/** 860 m, 2.3 km. */
export function distanceInWords(metres: number): string {
  if (metres < 1000) return `${Math.round(metres / 10) * 10} m`
  return `${(metres / 1000).toFixed(1)} km`
}
