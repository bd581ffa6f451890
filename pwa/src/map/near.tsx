import { useEffect, useRef } from 'preact/hooks'
import type { Point } from '../city'
import { go } from '../route'
import { say } from '../words/resident'
import { type Leaflet, MapBox } from './box'
import type { Board } from './leaflet'

/** Home's map on a wide screen: the reports of the city, and those around the reader once it is known where that is. */
export default function NearMap({ at }: { at?: Point }) {
  const open = useRef<{ board: Board; leaflet: Leaflet } | undefined>(undefined)
  useEffect(() => show(open.current, at), [at])
  return (
    <MapBox
      label={say.map.label}
      class="near"
      at={at}
      zoom={14}
      onOpen={(board, leaflet) => {
        open.current = { board, leaflet }
        const hooks = { onPick: (id: string) => void go(`/reports/${id}`), onState: () => {} }
        new leaflet.ReportLayer(board.map, hooks).choose('')
        board.map.scrollWheelZoom.disable() // the wheel belongs to the page
        show(open.current, at)
      }}
    />
  )
}

function show(open?: { board: Board; leaflet: Leaflet }, at?: Point): void {
  if (!open || !at) return
  const { L } = open.leaflet
  open.board.map.setView([at.lat, at.lon], 14)
  L.circleMarker([at.lat, at.lon], { radius: 9, className: 'area-rough' })
    .bindTooltip(say.map.you)
    .addTo(open.board.map)
}
