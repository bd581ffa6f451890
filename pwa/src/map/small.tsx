import { city, type Point } from '../city'
import { say } from '../words/resident'
import { MapBox } from './box'

/** A map of one place: a pin, or a circle when only the neighbourhood is told. */
export function SmallMap({ at, exact = true }: { at: Point; exact?: boolean }) {
  return (
    <MapBox
      label={say.page.place}
      class="small"
      at={at}
      zoom={city.value?.base_map === 'none' ? 12.5 : exact ? 16 : 14}
      onOpen={({ map }, { L, pinIcon }) => {
        const spot: [number, number] = [at.lat, at.lon]
        if (exact) L.marker(spot, { icon: pinIcon(), interactive: false, keyboard: false }).addTo(map)
        else L.circle(spot, { radius: 250, className: 'area-rough', interactive: false }).addTo(map)
      }}
    />
  )
}
