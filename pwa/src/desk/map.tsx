// The queue on a map: the reports of the list and no others. The map's code is fetched when somebody asks for it.
import { useEffect, useRef } from 'preact/hooks'
import { categoryName, categoryOf } from '../city'
import { MapBox } from '../map/box'
import type { Board } from '../map/leaflet'
import type { Summary } from '../report/types'
import sprite from '../ui/pictures.svg?no-inline'
import { t } from '../words'
import { staff } from '../words/staff'

type Leaflet = typeof import('../map/leaflet')

interface MapProps {
  items: Summary[]
  current: string
  onChoose: (id: string) => void
}

/** Pins of the queue's reports; the one on the desk stands out, and a pin chooses its report. */
export function QueueMap({ items, current, onChoose }: MapProps) {
  const open = useRef<{ board: Board; pins: Pins } | undefined>(undefined)
  const now = useRef({ items, current, onChoose })
  now.current = { items, current, onChoose }
  useEffect(() => open.current?.pins.show(items, current), [items, current])
  return (
    <div class="queuemap">
      <MapBox
        label={staff.queue.map_label}
        class="desk"
        onOpen={(board, leaflet) => {
          const pins = new Pins(board, leaflet, (id) => now.current.onChoose(id))
          open.current = { board, pins }
          pins.show(now.current.items, now.current.current)
        }}
      />
      <p class="soft small" role="status">
        {t.report.count(items.length)}
      </p>
    </div>
  )
}

class Pins {
  private readonly group
  private readonly made = new Map<string, ReturnType<Leaflet['L']['marker']>>()
  private seen = ''

  constructor(
    private readonly board: Board,
    private readonly leaflet: Leaflet,
    private readonly choose: (id: string) => void,
  ) {
    this.group = leaflet.L.layerGroup().addTo(board.map)
  }

  show(items: Summary[], current: string): void {
    const wanted = new Map(items.map((one) => [one.id, one]))
    for (const [id, pin] of this.made) {
      if (wanted.has(id)) continue
      pin.remove()
      this.made.delete(id)
    }
    for (const one of items) this.put(one, one.id === current)
    this.frame(items, wanted.get(current))
  }

  private put(one: Summary, here: boolean): void {
    const icon = this.leaflet.L.divIcon({
      className: `spot${here ? ' here' : ''}`,
      html: htmlOf(one),
      iconSize: [44, 44],
    })
    let pin = this.made.get(one.id)
    if (pin) pin.setIcon(icon)
    else {
      pin = this.leaflet.L.marker([one.location.lat, one.location.lon], { icon })
      pin.on('click', () => this.choose(one.id))
      pin.addTo(this.group)
      this.made.set(one.id, pin)
    }
    pin.setZIndexOffset(here ? 1000 : 0)
    const element = pin.getElement()
    element?.setAttribute('aria-label', nameOf(one))
    if (here) element?.setAttribute('aria-current', 'true')
    else element?.removeAttribute('aria-current')
  }

  // All of a new queue comes into view once; after that only what is chosen and lies outside.
  private frame(items: Summary[], chosen?: Summary): void {
    const { map } = this.board
    const ids = items.map(({ id }) => id).join()
    if (ids !== this.seen && items.length > 0) {
      this.seen = ids
      const spots = items.map(({ location }) => this.leaflet.L.latLng(location.lat, location.lon))
      map.fitBounds(this.leaflet.L.latLngBounds(spots).pad(0.1), { maxZoom: 15 })
    }
    if (!chosen) return
    const at = this.leaflet.L.latLng(chosen.location.lat, chosen.location.lon)
    if (!map.getBounds().pad(-0.1).contains(at)) map.panTo(at)
  }
}

function nameOf({ title, category, status }: Summary): string {
  return [title || categoryName(category), t.report.status[status]].join(' · ')
}

// The icon's name and the status come from the city's profile and the server: still, nothing but words gets into the markup.
function htmlOf({ category, status }: Summary): string {
  const icon = categoryOf(category)?.icon ?? ''
  const use = /^[a-z-]+$/.test(icon) ? `<svg viewBox="0 0 24 24"><use href="${sprite}#${icon}"/></svg>` : ''
  return `<span class="${/^[a-z_]+$/.test(status) ? status : ''}">${use}</span>`
}
