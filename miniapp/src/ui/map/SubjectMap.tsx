import { Map } from '@tarojs/components'
import type { IconName } from '../Icon'
import type { Tone } from '../Status'
import { shortCount, type Cluster } from './clusters'
import { toGcj02, type Point } from './coordinates'

export interface MapPoint extends Point {
  id: string
  name: string
  tone: Tone
  icon: IconName
  /** Of the status, never shown by colour alone. */
  words: string
  /** Its place on the route. */
  number?: number
  /** Named also from afar. */
  named?: boolean
}

export type MapCluster = Cluster

export interface Viewport {
  west: number
  south: number
  east: number
  north: number
  zoom: number
}

export interface Ground {
  ground: 'tiles' | 'outline'
  crs: 'WGS84' | 'GCJ02'
  layers: string[]
  farthest: number
  nearest: number
}

export interface SubjectMapProps {
  /** All positions WGS-84. */
  centre: Point
  /** The subject the page is about, drawn larger. */
  main?: MapPoint
  points: MapPoint[]
  clusters: MapCluster[]
  /** Where the officer is. */
  own: Point | null
  /** The way from stop to stop, as the crow flies; shown whole. */
  way: Point[]
  /** Where the host has no map of its own; null until it is known. */
  ground: Ground | null
  tile: (layer: string, z: number, x: number, y: number) => Promise<string>
  onMove: (view: Viewport) => void
  onOpen: (id: string) => void
}

const SCALE = 16
const COLOURS: Record<Tone, string> = {
  pending: '#6f3fd0',
  active: '#0f6ae8',
  review: '#0b727b',
  done: '#1b7a38',
  late: '#d02a26',
  warn: '#a65c00',
  idle: '#5f6878',
}

function bubble(content: string, colour: string) {
  return {
    content,
    color: '#14181f',
    fontSize: 13,
    borderRadius: 6,
    bgColor: '#ffffff',
    borderColor: colour,
    borderWidth: 1,
    padding: 4,
    anchorX: 0,
    anchorY: 0,
    textAlign: 'center' as const,
  }
}

function pin(one: MapPoint, index: number) {
  const name = one.number ? `${one.number} ${one.name}` : one.name
  const said =
    one.named || one.number ? { label: bubble(`${name}·${one.words}`, COLOURS[one.tone]) } : {}
  return {
    id: index,
    ...toGcj02(one),
    iconPath: '',
    width: 28,
    height: 28,
    title: `${name}·${one.words}`,
    ...said,
  }
}

interface Region {
  southwest?: { latitude: number; longitude: number }
  northeast?: { latitude: number; longitude: number }
  scale?: number
}

/** The host's own map: its ground is GCJ-02, so every mark is shifted before it is drawn. */
export function SubjectMap(props: SubjectMapProps) {
  const centre = toGcj02(props.centre)
  const shown = props.main ? [props.main].concat(props.points) : props.points
  const pins = shown.map(pin)
  const groups = props.clusters.map((one, index) => ({
    ...pins[0],
    id: 100000 + index,
    ...toGcj02(one),
    iconPath: '',
    width: 28,
    height: 28,
    title: '',
    label: bubble(`${shortCount(one.count)} 家`, '#7f8898'),
  }))
  const way = props.way.map(toGcj02)
  const moved = (detail: Region) => {
    const { southwest, northeast } = detail
    if (!southwest || !northeast) return
    props.onMove({
      west: southwest.longitude,
      south: southwest.latitude,
      east: northeast.longitude,
      north: northeast.latitude,
      zoom: Math.round(detail.scale ?? SCALE),
    })
  }
  return (
    <Map
      className='map-ground'
      latitude={centre.latitude}
      longitude={centre.longitude}
      scale={SCALE}
      markers={pins.concat(groups as typeof pins)}
      polyline={
        way.length > 1 ? [{ points: way, color: '#0f6ae8', width: 5, dottedLine: true }] : []
      }
      includePoints={way}
      showLocation
      onRegionChange={(event) => {
        const { type, detail } = event as unknown as { type: string; detail: Region }
        if (type === 'end' || type === 'regionchange') moved(detail)
      }}
      onMarkerTap={(event) => {
        const index = Number((event as { markerId?: number }).markerId)
        if (shown[index]) props.onOpen(shown[index].id)
      }}
      onError={() => undefined}
    />
  )
}
