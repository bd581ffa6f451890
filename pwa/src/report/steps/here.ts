import { locate, mayLocate } from '../../location'
import { change, draft } from '../draft_state'

/** Asks the phone where it is while the photo is taken, if the person has allowed it before: one wait less, and no tap. */
export async function placeAhead(): Promise<void> {
  if (draft.value.place || !(await mayLocate())) return
  const { id } = draft.value
  const fix = await locate().catch(() => undefined)
  if (fix && draft.value.id === id && !draft.value.place) {
    const { lon, lat, accuracy } = fix
    change({ place: { lon, lat, accuracy, from: 'gps' }, area: undefined })
  }
}
