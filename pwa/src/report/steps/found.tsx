import { useEffect } from 'preact/hooks'
import { api, ask } from '../../api'
import { areaName, type Point, roughArea } from '../../city'
import { Button } from '../../ui/button'
import { Note } from '../../ui/empty'
import { Icon } from '../../ui/icon'
import { distance, t } from '../../words'
import { say } from '../../words/resident'
import { change, draft } from '../draft_state'
import { openStep } from './onward'

/** Has the city say which area the draft's place lies in, as soon as there is one. */
export function useArea(): void {
  const { place, area } = draft.value
  useEffect(() => {
    if (place && area === undefined) void findArea(place)
  }, [place?.lon, place?.lat])
}

/** Asks the city which area a point lies in; without a network the profile on the phone gives a good guess. */
async function findArea(at: Point): Promise<void> {
  let area: string | undefined
  try {
    const found = await ask(api.GET('/api/v1/city/locate', { params: { query: { lon: at.lon, lat: at.lat } } }))
    area = found.inside ? (found.area ?? '') : ''
  } catch {
    area = roughArea(at)?.code ?? ''
  }
  const now = draft.value.place
  if (now && now.lon === at.lon && now.lat === at.lat) change({ area })
}

/** The place that the draft has, and how it is known. mend adds the way to another one. */
export function Found({ mend }: { mend?: boolean }) {
  const { place, area } = draft.value
  if (!place) return null
  if (area === '') {
    return (
      <Note look="error" icon="alert">
        <p>{say.wizard.outside}</p>
      </Note>
    )
  }
  return (
    <div class="card wash row found">
      <Icon name="pin" />
      <div class="grow" role="status">
        <p class="strong">{area ? areaName(area) : '…'}</p>
        <p class="small">
          {say.wizard[`place_${place.from}`]}
          {place.accuracy !== undefined && place.accuracy > 30 && (
            <>
              {' · '}
              <bdi>{say.wizard.unsure(distance(place.accuracy))}</bdi>
            </>
          )}
        </p>
      </div>
      {mend && (
        <Button look="plain" onClick={() => openStep('place')}>
          {t.act.edit}
          <span class="hush"> : {say.page.place}</span>
        </Button>
      )}
    </div>
  )
}
