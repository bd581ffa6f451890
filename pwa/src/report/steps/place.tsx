import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { areaOf } from '../../city'
import { locate, mayLocate } from '../../location'
import { PickMap } from '../../map/pick'
import { Button } from '../../ui/button'
import { Note } from '../../ui/empty'
import { Select } from '../../ui/field'
import { say } from '../../words/resident'
import { change, draft } from '../draft_state'
import type { Draft } from '../drafts'
import { choices } from '../filters'
import { AddressField } from './address'
import { Found, useArea } from './found'
import { Onward } from './onward'

type Place = NonNullable<Draft['place']>

/** Where it is: from the photo, the phone, the map, the list of areas, or in words. */
export function PlaceStep() {
  const { place, area } = draft.value
  const mapped = useSignal(place?.from === 'map')
  const busy = useSignal(false)
  const denied = useSignal(false)
  useArea()
  const here = async () => {
    busy.value = true
    try {
      const { lon, lat, accuracy } = await locate()
      put({ lon, lat, accuracy, from: 'gps' })
      denied.value = false
    } catch {
      denied.value = true
    }
    busy.value = false
  }
  // Who has let the app know before need not tap again.
  useEffect(() => {
    if (place) return
    void mayLocate().then((may) => {
      if (may && !draft.value.place) void here()
    })
  }, [])
  return (
    <>
      <Found />
      <div class="row halves">
        <Button look={place ? 'soft' : 'primary'} icon="locate" busy={busy.value} onClick={here}>
          {say.wizard.use_gps}
        </Button>
        <Button look="plain" icon="map" aria-expanded={mapped.value} onClick={() => (mapped.value = !mapped.value)}>
          {say.wizard.use_map}
        </Button>
      </div>
      {denied.value && <Note icon="alert">{say.wizard.denied}</Note>}
      {mapped.value && <PickMap at={place} onPick={(at) => put({ ...at, from: 'map' })} />}
      <Select
        label={say.wizard.use_area}
        optional
        empty="—"
        value={place?.from === 'area' ? (area ?? '') : ''}
        options={choices().areas}
        onValue={putArea}
      />
      <AddressField />
      <Onward from="place" />
    </>
  )
}

function put(place: Place): void {
  change({ place, area: undefined })
}

function putArea(code: string): void {
  const found = areaOf(code)
  if (found) change({ place: { ...found.centroid, from: 'area' }, area: code })
}
