/** What lies under the marks: tiles through the server, or the outlines of the districts. */
import L from 'leaflet'
import { outline } from './outline'
import type { Ground, SubjectMapProps } from './SubjectMap'

type Tile = SubjectMapProps['tile']

/** Tiles are fetched with the headers of the session, which an image alone would not send. */
function tileLayer(layer: string, tile: Tile, { farthest, nearest }: Ground): L.Layer {
  const Tiles = L.GridLayer.extend({
    createTile({ x, y, z }: L.Coords, done: L.DoneCallback): HTMLElement {
      const image = document.createElement('img')
      image.alt = ''
      tile(layer, z, x, y)
        .then((url) => {
          image.onload = () => {
            URL.revokeObjectURL(url)
            done(undefined, image)
          }
          image.src = url
        })
        .catch((error: Error) => done(error, image))
      return image
    },
  }) as unknown as new (options: L.GridLayerOptions) => L.GridLayer
  return new Tiles({
    minNativeZoom: farthest,
    maxNativeZoom: nearest,
    keepBuffer: 1,
    updateWhenZooming: false,
  })
}

function outlineLayers(): L.Layer[] {
  return outline().reduce<L.Layer[]>((layers, { name, centre, ring }) => {
    const border = ring.map(({ latitude, longitude }): L.LatLngTuple => [latitude, longitude])
    const icon = L.divIcon({ className: 'map-district', iconSize: [96, 24], html: name })
    return layers.concat(
      L.polygon(border, { className: 'map-border', interactive: false }),
      L.marker([centre.latitude, centre.longitude], {
        icon,
        interactive: false,
        zIndexOffset: -1000,
      }),
    )
  }, [])
}

export function groundLayers(ground: Ground, tile: Tile): L.LayerGroup {
  if (ground.ground === 'outline') return L.layerGroup(outlineLayers())
  return L.layerGroup(ground.layers.map((layer) => tileLayer(layer, tile, ground)))
}
