import L from 'leaflet'
import 'leaflet/dist/leaflet.css'
import { useEffect, useRef, useState } from 'react'
import { apart, shortCount } from './clusters'
import { fromGcj02, toGcj02, type Point } from './coordinates'
import { groundLayers } from './ground.h5'
import './map.css'
import type { Ground, MapPoint, SubjectMapProps } from './SubjectMap'

const ZOOM = 16
/** From here on every name has room. */
const NAMES_FROM = 18

type Shift = (point: Point) => Point

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
const shiftOf = (ground: Ground | null): Shift => (ground?.crs === 'GCJ02' ? toGcj02 : (one) => one)
const latLng = ({ latitude, longitude }: Point): L.LatLngTuple => [latitude, longitude]

function pinIcon({ name, tone, icon, words, number, named }: MapPoint, main: boolean): L.DivIcon {
  const looks = ['map-pin', `map-pin-${tone}`]
  if (main) looks.push('map-pin-main')
  if (named || main || number) looks.push('map-pin-named')
  // the list beside the route has the names; on the map they would lie over each other
  if (number) looks.push('map-pin-numbered')
  const badge = number ? `<s>${number}</s>` : ''
  return L.divIcon({
    className: looks.join(' '),
    iconSize: [44, 44],
    html: `<i><span class="icon icon-${icon} icon-s"></span></i>${badge}<b>${escaped(name)}<em>${escaped(words)}</em></b>`,
  })
}

function clusterIcon(words: string): L.DivIcon {
  return L.divIcon({ className: 'map-cluster', iconSize: [48, 48], html: words })
}

function draw(layer: L.LayerGroup, map: L.Map, props: SubjectMapProps): void {
  const shift = shiftOf(props.ground)
  layer.clearLayers()
  if (props.way.length > 1) {
    const line = { color: '#0f6ae8', weight: 5, dashArray: '1 10', interactive: false }
    L.polyline(
      props.way.map((one) => latLng(shift(one))),
      line,
    ).addTo(layer)
  }
  const pixels = (one: Point) => map.project(latLng(shift(one)))
  apart(props.clusters, pixels).forEach((one) => {
    const at = latLng(shift(one))
    const marker = L.marker(at, {
      icon: clusterIcon(shortCount(one.count)),
      alt: `${one.count} 家，放大看`,
    })
    marker.on('click', () => map.setView(at, map.getZoom() + 2))
    marker.addTo(layer)
  })
  const pin = (one: MapPoint, main: boolean) => {
    const marker = L.marker(latLng(shift(one)), {
      icon: pinIcon(one, main),
      alt: `${one.number ? `第 ${one.number} 家，` : ''}${one.name}，${one.words}`,
      zIndexOffset: main || one.number ? 1000 : one.named ? 500 : 0,
    })
    marker.on('click', () => props.onOpen(one.id))
    marker.addTo(layer)
  }
  props.points.filter(({ id }) => id !== props.main?.id).forEach((one) => pin(one, false))
  if (props.main) pin(props.main, true)
  if (props.own) {
    const icon = L.divIcon({ className: 'map-own', iconSize: [24, 24], html: '<i></i>' })
    L.marker(latLng(shift(props.own)), { icon, alt: '我的位置', interactive: false }).addTo(layer)
  }
}

function create(place: HTMLElement, centre: Point): L.Map {
  const made = L.map(place, {
    center: latLng(centre),
    zoom: ZOOM,
    minZoom: 8,
    maxZoom: 19,
    attributionControl: false,
    zoomControl: false,
  })
  L.control.scale({ imperial: false, position: 'topleft' }).addTo(made)
  L.control.zoom({ position: 'topright', zoomInTitle: '放大', zoomOutTitle: '缩小' }).addTo(made)
  return made
}

/** What is shown, WGS-84 whatever the ground. */
function viewOf(map: L.Map, ground: Ground | null) {
  const bounds = map.getBounds()
  const back: Shift = ground?.crs === 'GCJ02' ? fromGcj02 : (one) => one
  const low = back({ latitude: bounds.getSouth(), longitude: bounds.getWest() })
  const high = back({ latitude: bounds.getNorth(), longitude: bounds.getEast() })
  return {
    west: low.longitude,
    south: low.latitude,
    east: high.longitude,
    north: high.latitude,
    zoom: map.getZoom(),
  }
}

/** A map of our own: no script and no tile comes from anywhere but the server. */
export function SubjectMap(props: SubjectMapProps) {
  const place = useRef<HTMLDivElement>(null)
  const layer = useRef<L.LayerGroup>()
  const [map, setMap] = useState<L.Map>()
  const latest = useRef(props)
  latest.current = props

  useEffect(() => {
    if (!place.current) return undefined
    const made = create(place.current, latest.current.centre)
    layer.current = L.layerGroup().addTo(made)
    const report = () => {
      made.getContainer().classList.toggle('map-names', made.getZoom() >= NAMES_FROM)
      latest.current.onMove(viewOf(made, latest.current.ground))
    }
    made.on('moveend', report)
    report()
    // the list below takes its room only when it has something to show
    const fit = new ResizeObserver(() => made.invalidateSize({ pan: false }))
    fit.observe(place.current)
    setMap(made)
    return () => {
      fit.disconnect()
      made.remove()
    }
  }, [])

  useEffect(() => {
    if (!map || !props.ground) return undefined
    const ground = groundLayers(props.ground, (...at) => latest.current.tile(...at)).addTo(map)
    return () => {
      ground.remove()
    }
  }, [map, props.ground])

  useEffect(() => {
    if (layer.current && map) draw(layer.current, map, latest.current)
  }, [map, props.points, props.clusters, props.main, props.own, props.way, props.ground])

  const { latitude, longitude } = props.centre
  useEffect(() => {
    map?.setView(latLng(shiftOf(latest.current.ground)({ latitude, longitude })))
  }, [map, latitude, longitude])

  useEffect(() => {
    if (!map || props.way.length < 2) return
    const shift = shiftOf(latest.current.ground)
    map.fitBounds(L.latLngBounds(props.way.map((one) => latLng(shift(one)))), {
      padding: [44, 56],
      maxZoom: ZOOM,
    })
  }, [map, props.way])

  return <div ref={place} className='map-ground' data-testid='map' aria-label='地图' />
}
