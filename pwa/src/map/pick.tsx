import { useEffect, useRef } from 'preact/hooks'
import { city, type Point } from '../city'
import { say } from '../words/resident'
import { MapBox } from './box'
import type { Board } from './leaflet'

interface PickProps {
  /** Where to begin; the whole city when nothing is known. */
  at?: Point
  onPick: (at: Point) => void
}

/** Chooses a point: the pin stays in the middle, the map moves under it, by thumb or arrow keys. */
export function PickMap({ at, onPick }: PickProps) {
  const board = useRef<Board | undefined>(undefined)
  const own = useRef('')
  useEffect(() => {
    if (!at || own.current === key(at)) return
    own.current = key(at)
    board.current?.map.panTo([at.lat, at.lon])
  }, [at?.lon, at?.lat])
  return (
    <div class="pick">
      <p class="soft small">{say.wizard.pick}</p>
      <MapBox
        label={say.wizard.use_map}
        class="picking"
        at={at}
        zoom={city.value?.base_map === 'none' ? 14 : 17}
        onOpen={(opened) => {
          board.current = opened
          const { map } = opened
          map.on('click', (event) => map.panTo(event.latlng))
          map.on('moveend', () => {
            const { lat, lng } = map.getCenter()
            const now = { lon: round(lng), lat: round(lat) }
            if (own.current === key(now)) return
            own.current = key(now)
            onPick(now)
          })
        }}
      />
      <span class="pin centre-pin" aria-hidden="true">
        <span />
      </span>
    </div>
  )
}

/** Six decimals are a tenth of a metre. */
const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
const key = (at: Point) => `${round(at.lon)},${round(at.lat)}`
