import L from 'leaflet'
import 'leaflet/dist/leaflet.css'
import { useEffect, useRef } from 'react'
import './map.css'
import type { MapCluster, MapPoint, SubjectMapProps } from './SubjectMap'

const ZOOM = 16
/** From here on every name has room. */
const NAMES_FROM = 18

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

function pinIcon({ name, open }: MapPoint, main: boolean): L.DivIcon {
  const look = main ? 'map-pin-main' : open ? 'map-pin-open' : ''
  return L.divIcon({
    className: `map-pin ${look}`,
    iconSize: [44, 44],
    html: `<i></i><b>${escaped(name)}</b>`,
  })
}

function clusterIcon({ count }: MapCluster): L.DivIcon {
  return L.divIcon({ className: 'map-cluster', iconSize: [48, 48], html: String(count) })
}

function draw(layer: L.LayerGroup, map: L.Map, props: SubjectMapProps): void {
  layer.clearLayers()
  props.clusters.forEach((one) => {
    const marker = L.marker([one.latitude, one.longitude], {
      icon: clusterIcon(one),
      alt: `${one.count} 家，放大看`,
    })
    marker.on('click', () => map.setView([one.latitude, one.longitude], map.getZoom() + 2))
    marker.addTo(layer)
  })
  const pin = (one: MapPoint, main: boolean) => {
    const marker = L.marker([one.latitude, one.longitude], {
      icon: pinIcon(one, main),
      alt: one.name,
      zIndexOffset: main ? 1000 : 0,
    })
    marker.on('click', () => props.onOpen(one.id))
    marker.addTo(layer)
  }
  props.points.filter(({ id }) => id !== props.main?.id).forEach((one) => pin(one, false))
  if (props.main) pin(props.main, true)
}

/** A plain ground with a scale: no tiles are fetched from anywhere, positions stay WGS-84. */
export function SubjectMap(props: SubjectMapProps) {
  const place = useRef<HTMLDivElement>(null)
  const map = useRef<L.Map>()
  const layer = useRef<L.LayerGroup>()
  const latest = useRef(props)
  latest.current = props

  useEffect(() => {
    if (!place.current) return undefined
    const { centre } = latest.current
    const made = L.map(place.current, {
      center: [centre.latitude, centre.longitude],
      zoom: ZOOM,
      minZoom: 8,
      maxZoom: 19,
      attributionControl: false,
      zoomControl: false,
    })
    L.control.scale({ imperial: false, position: 'topleft' }).addTo(made)
    L.control.zoom({ position: 'topright', zoomInTitle: '放大', zoomOutTitle: '缩小' }).addTo(made)
    map.current = made
    layer.current = L.layerGroup().addTo(made)
    const report = () => {
      const bounds = made.getBounds()
      const names = made.getZoom() >= NAMES_FROM
      made.getContainer().classList.toggle('map-names', names)
      latest.current.onMove({
        west: bounds.getWest(),
        south: bounds.getSouth(),
        east: bounds.getEast(),
        north: bounds.getNorth(),
        zoom: made.getZoom(),
      })
    }
    made.on('moveend', report)
    report()
    // the list below takes its room only when it has something to show
    const fit = new ResizeObserver(() => {
      const { latitude, longitude } = latest.current.centre
      made.invalidateSize({ pan: false })
      made.setView([latitude, longitude], made.getZoom(), { animate: false })
    })
    fit.observe(place.current)
    return () => {
      fit.disconnect()
      made.remove()
    }
  }, [])

  useEffect(() => {
    if (layer.current && map.current) draw(layer.current, map.current, latest.current)
  }, [props.points, props.clusters, props.main])

  useEffect(() => {
    map.current?.setView([props.centre.latitude, props.centre.longitude])
  }, [props.centre.latitude, props.centre.longitude])

  return <div ref={place} className='map-ground' data-testid='map' aria-label='地图' />
}
