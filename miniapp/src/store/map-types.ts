/** What the map is told. Positions are WGS-84 degrees. */

export interface MapTask {
  id: string
  state: string
  state_in_words: string
  deadline: string
  late: boolean
}

export interface MapSubject {
  id: string
  name: string
  address: string
  state: string
  latitude: string
  longitude: string
  credit: string
  risk: string
  task: MapTask | null
  /** Days since the last check; null when there was none. */
  checked_days: number | null
  /** A problem found before is not settled yet. */
  unsolved: boolean
  /** Metres, where the nearest were asked for. */
  distance?: number
}

export interface MapView {
  clusters: { latitude: string; longitude: string; count: number }[]
  points: MapSubject[]
  count: number
  too_wide: boolean
  crs: string
}

/** What the map is drawn upon, and what there is to filter by. */
export interface MapBase {
  ground: 'tiles' | 'outline'
  crs: 'WGS84' | 'GCJ02'
  layers: string[]
  farthest: number
  nearest: number
  approval: string
  credit: string[]
  risk: string[]
  industry: { code: string; name: string }[]
  tag: string[]
}
