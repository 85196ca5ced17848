import { Map } from '@tarojs/components'
import { toGcj02, type Point } from './coordinates'

export interface MapPoint extends Point {
  id: string
  name: string
  open: boolean
}

export interface MapCluster extends Point {
  count: number
}

export interface Viewport {
  west: number
  south: number
  east: number
  north: number
  zoom: number
}

export interface SubjectMapProps {
  /** All positions WGS-84. */
  centre: Point
  /** The subject the page is about, drawn larger. */
  main?: MapPoint
  points: MapPoint[]
  clusters: MapCluster[]
  onMove: (view: Viewport) => void
  onOpen: (id: string) => void
}

const SCALE = 16

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

interface Region {
  southwest?: { latitude: number; longitude: number }
  northeast?: { latitude: number; longitude: number }
  scale?: number
}

/** The host's own map: its ground is GCJ-02, so every mark is shifted before it is drawn. */
export function SubjectMap(props: SubjectMapProps) {
  const centre = toGcj02(props.centre)
  const shown = props.main ? [props.main].concat(props.points) : props.points
  const pins = shown.map((one, index) => ({
    id: index,
    ...toGcj02(one),
    iconPath: '',
    width: 28,
    height: 28,
    title: one.name,
    ...(one.open ? { label: bubble(one.name, '#0f6ae8') } : {}),
  }))
  const groups = props.clusters.map((one, index) => ({
    id: 100000 + index,
    ...toGcj02(one),
    iconPath: '',
    width: 28,
    height: 28,
    label: bubble(`${one.count} 家`, '#7f8898'),
  }))
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
