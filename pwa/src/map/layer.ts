// The reports on the map: the server gathers them into clusters, tile by tile; here they become buttons.
import { VectorTile } from '@mapbox/vector-tile'
import * as L from 'leaflet'
import { PbfReader } from 'pbf'
import { categoryName, categoryOf } from '../city'
import sprite from '../ui/pictures.svg?no-inline'
import { number, t } from '../words'
import { say } from '../words/resident'

interface Thing {
  lat: number
  lon: number
  count: number
  /** Of a single report. */
  id?: string
  category?: string
  status?: string
}

interface Hooks {
  onPick: (id: string) => void
  onState: (state: 'loading' | 'ready' | 'failed') => void
}

/** How many tiles are remembered; a screen shows about a dozen. */
const most = 120

/** Keeps the map's pins in step with what is in view and with the filter. */
export class ReportLayer {
  private readonly group = L.layerGroup()
  private readonly kept = new Map<string, Thing[]>()
  private filter = ''
  private turn = 0

  constructor(
    private readonly map: L.Map,
    private readonly hooks: Hooks,
  ) {
    this.group.addTo(map)
    map.on('moveend', () => void this.draw())
  }

  /** Shows only what a query ("status=resolved&domain=waste") chooses. */
  choose(filter: string): void {
    if (filter === this.filter && this.turn > 0) return
    this.filter = filter
    void this.draw()
  }

  private async draw(): Promise<void> {
    const mine = ++this.turn
    this.hooks.onState('loading')
    try {
      const tiles = await Promise.all(this.inView().map((key) => this.tile(key)))
      if (mine !== this.turn) return
      this.group.clearLayers()
      for (const thing of tiles.flat()) this.put(thing)
      this.hooks.onState('ready')
    } catch {
      if (mine === this.turn) this.hooks.onState('failed')
    }
  }

  // Tiles come at whole zooms; the map may stand between two.
  private inView(): string[] {
    const z = Math.round(this.map.getZoom())
    const bounds = this.map.getBounds()
    const from = this.map.project(bounds.getNorthWest(), z).divideBy(256).floor()
    const to = this.map.project(bounds.getSouthEast(), z).divideBy(256).floor()
    const keys: string[] = []
    for (let x = from.x; x <= to.x; x++) for (let y = from.y; y <= to.y; y++) keys.push(`${z}/${x}/${y}`)
    return keys.slice(0, 64)
  }

  private async tile(at: string): Promise<Thing[]> {
    const key = `${at}.mvt?${this.filter}`
    const known = this.kept.get(key)
    if (known) return known
    const answer = await fetch(`/tiles/reports/${key}`)
    if (!answer.ok) throw new Error(`tile: ${answer.status}`)
    const things = read(await answer.arrayBuffer(), at)
    this.kept.set(key, things)
    // A tile is fresh for some seconds only; moving back and forth should not ask again.
    setTimeout(() => this.kept.delete(key), 20_000)
    for (const old of [...this.kept.keys()].slice(0, Math.max(0, this.kept.size - most))) this.kept.delete(old)
    return things
  }

  private put(thing: Thing): void {
    const marker = L.marker([thing.lat, thing.lon], { icon: iconOf(thing) })
    marker.on('click', () => {
      if (thing.id) this.hooks.onPick(thing.id)
      else this.map.setView([thing.lat, thing.lon], Math.min(this.map.getZoom() + 2, 18))
    })
    marker.addTo(this.group)
    marker.getElement()?.setAttribute('aria-label', nameOf(thing))
  }
}

function nameOf({ id, category = '', status = '', count }: Thing): string {
  if (!id) return say.map.cluster(count)
  return `${categoryName(category)} · ${(t.report.status as Record<string, string>)[status] ?? status}`
}

function iconOf({ id, category = '', status = '', count }: Thing): L.DivIcon {
  if (!id) {
    const size = Math.min(64, 44 + Math.round(Math.log10(count) * 8))
    return L.divIcon({ className: 'cluster', html: `<bdi>${number(count)}</bdi>`, iconSize: [size, size] })
  }
  const icon = categoryOf(category)?.icon ?? ''
  const use = /^[a-z-]+$/.test(icon) ? `<svg viewBox="0 0 24 24"><use href="${sprite}#${icon}"/></svg>` : ''
  return L.divIcon({
    className: 'spot',
    html: `<span class="${/^[a-z_]+$/.test(status) ? status : ''}">${use}</span>`,
    iconSize: [44, 44],
  })
}

function read(body: ArrayBuffer, at: string): Thing[] {
  const [z = 0, x = 0, y = 0] = at.split('/').map(Number)
  const tile = new VectorTile(new PbfReader(body))
  const things: Thing[] = []
  for (const layer of Object.values(tile.layers)) {
    for (let i = 0; i < layer.length; i++) {
      const feature = layer.feature(i)
      const spot = feature.loadGeometry()[0]?.[0]
      if (!spot) continue
      const { id, category, status, count } = feature.properties
      things.push({
        ...unproject((x + spot.x / layer.extent) / 2 ** z, (y + spot.y / layer.extent) / 2 ** z),
        count: Number(count ?? 1),
        id: id === undefined ? undefined : String(id),
        category: String(category ?? ''),
        status: String(status ?? ''),
      })
    }
  }
  return things
}

/** From the unit square of web Mercator to degrees. */
function unproject(x: number, y: number): { lon: number; lat: number } {
  return { lon: x * 360 - 180, lat: (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI }
}
