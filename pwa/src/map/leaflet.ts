// The map's heavy half, fetched when somebody asks for a map: Leaflet, the areas' outlines and the layer of reports.
import * as L from 'leaflet'
import { areaName, type City, city, type Point } from '../city'
import { pageLang } from '../words'
import { say } from '../words/resident'
import 'leaflet/dist/leaflet.css'
import './map.css'

export { ReportLayer } from './layer'
export { L }

/** What a screen does with a map it has put on the page. */
export interface Board {
  map: L.Map
  /** Draws the areas' outlines and names, once. */
  outline: () => void
  /** Takes the map off the page. */
  close: () => void
}

export interface BoardOptions {
  /** Middle and zoom to begin with; the whole city when left out. */
  at?: Point
  zoom?: number
  /** No dragging, no zooming: a picture. */
  still?: boolean
  /** What else is drawn comes first: the outlines wait until they are called for. */
  bare?: boolean
}

/** Puts a map of the city into an element: its outlines and names on plain ground, the credit they ask for. */
export function openBoard(box: HTMLElement, profile: City, options: BoardOptions = {}): Board {
  const bounds = boundsOf(profile.box)
  const map = L.map(box, {
    zoomControl: false,
    attributionControl: false,
    minZoom: 10,
    zoomSnap: 0.5,
    maxZoom: 18,
    maxBounds: bounds.pad(0.6),
    dragging: !options.still,
    keyboard: !options.still,
    scrollWheelZoom: !options.still,
    zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  })
  if (!options.still) {
    L.control
      .zoom({
        position: pageLang() === 'ar' ? 'topleft' : 'topright',
        zoomInTitle: say.map.zoom_in,
        zoomOutTitle: say.map.zoom_out,
      })
      .addTo(map)
  }
  const credit = profile.attribution[pageLang() as keyof typeof profile.attribution] ?? profile.attribution.fr ?? ''
  const note = profile.approximate_areas ? ` · ${say.map.approximate}` : ''
  L.control
    .attribution({ prefix: false, position: 'bottomleft' })
    .addAttribution(`<bdi>${escaped(credit + note)}</bdi>`)
    .addTo(map)
  if (options.at) map.setView([options.at.lat, options.at.lon], options.zoom ?? 16)
  else map.fitBounds(bounds)
  const named = () => box.classList.toggle('far', map.getZoom() < 12)
  map.on('zoomend', named)
  named()
  let outlined = false
  const outline = () => {
    if (!outlined) void drawAreas(map)
    outlined = true
  }
  if (!options.bare) outline()
  return { map, outline, close: () => map.remove() }
}

function escaped(text: string): string {
  const span = document.createElement('span')
  span.textContent = text
  return span.innerHTML
}

/** Leaflet's bounds of a box of the wire. */
export function boundsOf(box: City['box']): L.LatLngBounds {
  return L.latLngBounds([box.south, box.west], [box.north, box.east])
}

let outlines: Promise<GeoJSON.FeatureCollection> | undefined

async function drawAreas(map: L.Map): Promise<void> {
  try {
    outlines ??= fetch('/api/v1/city/areas.geojson').then((answer) => {
      if (!answer.ok) throw new Error(`areas: ${answer.status}`)
      return answer.json() as Promise<GeoJSON.FeatureCollection>
    })
    const layer = L.geoJSON(await outlines, { interactive: false, style: { className: 'area-line' } })
    layer.addTo(map)
    layer.bringToBack()
    // Below the pins: what was reported is never written over.
    const pane = map.createPane('names')
    pane.style.zIndex = '450'
    const names = (city.value?.areas ?? []).map((area) => {
      const html = `<span>${escaped(areaName(area.code))}</span>`
      const icon = L.divIcon({ className: 'area-name', html, iconSize: [140, 20] })
      return L.marker([area.centroid.lat, area.centroid.lon], {
        icon,
        pane: 'names',
        interactive: false,
        keyboard: false,
      }).addTo(map)
    })
    map.on('zoomend', () => thin(map, names))
    thin(map, names)
  } catch {
    // Without outlines the pins still stand where they belong.
    outlines = undefined
  }
}

/** Pixels that stay free around a name. */
const air = 6

// Two names that touch are read as one. Where they would, the one further down the profile waits until the map is nearer.
function thin(map: L.Map, names: L.Marker[]): void {
  const words = names.map((name) => name.getElement()?.firstElementChild as HTMLElement | null | undefined)
  for (const one of words) if (one) one.hidden = false
  const sizes = words.map((one) => L.point(one?.offsetWidth ?? 0, one?.offsetHeight ?? 0))
  const taken: L.Bounds[] = []
  names.forEach((name, i) => {
    const half = (sizes[i] as L.Point).divideBy(2).add([air, air / 2])
    const middle = map.latLngToLayerPoint(name.getLatLng())
    const box = L.bounds(middle.subtract(half), middle.add(half))
    const free = !taken.some((other) => other.overlaps(box))
    if (free) taken.push(box)
    else if (words[i]) words[i].hidden = true
  })
}

/** A pin of our own drawing. */
export function pinIcon(): L.DivIcon {
  return L.divIcon({ className: 'pin', html: '<span></span>', iconSize: [32, 40], iconAnchor: [16, 38] })
}
