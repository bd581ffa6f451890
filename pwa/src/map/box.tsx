// The element that holds a map: fetches the map's code, opens it, closes it, and says so when it can't.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { loadCity } from '../city'
import { Note } from '../ui/empty'
import { Spinner } from '../ui/spinner'
import { t } from '../words'
import { say } from '../words/resident'
import type { Board, BoardOptions } from './leaflet'

export type Leaflet = typeof import('./leaflet')

interface BoxProps extends BoardOptions {
  label: string
  class?: string
  /** Called once the map stands; give back what to do before it goes. */
  onOpen: (board: Board, leaflet: Leaflet) => void
}

/** A map on the page. Inside it runs from left to right in every language, as maps do. */
export function MapBox({ label, onOpen, class: look = 'map', ...options }: BoxProps) {
  const box = useRef<HTMLDivElement>(null)
  const state = useSignal<'loading' | 'open' | 'failed'>('loading')
  useEffect(() => {
    let board: Board | undefined
    let gone = false
    Promise.all([import('./leaflet'), loadCity()]).then(
      ([leaflet, profile]) => {
        if (gone || !box.current) return
        board = leaflet.openBoard(box.current, profile, options)
        onOpen(board, leaflet)
        state.value = 'open'
      },
      () => (state.value = 'failed'),
    )
    return () => {
      gone = true
      board?.close()
    }
  }, [])
  if (state.value === 'failed') {
    return (
      <Note look="error" icon="map">
        <p>{say.map.failed}</p>
      </Note>
    )
  }
  return (
    <div class={`mapframe ${look}`}>
      <section ref={box} class="mapbox" dir="ltr" aria-label={label} />
      {state.value === 'loading' && (
        <p class="row mapwait" role="status">
          <Spinner /> {t.app.loading}
        </p>
      )}
    </div>
  )
}
