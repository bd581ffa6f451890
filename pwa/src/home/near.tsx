import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Point } from '../city'
import { locate } from '../location'
import { Bones } from '../report/card'
import { Button } from '../ui/button'
import { t } from '../words'
import { withResidentWords as said } from '../words/resident'
import { Later } from './later'
import { Section } from './section'

// Only that it was asked for, never where: the next visit keeps the place that the answer will need.
const memory = 'jemaa-near'
const list = () => import('./around')
const areas = () => import('./areas')
const map = said(() => import('../map/near'))

/** What is near: after a tap, or at once for those who have tapped before. */
export function Near() {
  const at = useSignal<Point | undefined>(undefined)
  const state = useSignal<'calm' | 'busy' | 'denied' | 'areas'>(localStorage[memory] ? 'busy' : 'calm')
  const find = async () => {
    state.value = 'busy'
    try {
      at.value = await locate()
      localStorage[memory] = 1
      state.value = 'calm'
    } catch {
      delete localStorage[memory]
      state.value = 'denied'
    }
  }
  useEffect(() => {
    if (localStorage[memory]) void find()
  }, [])
  const bones = <Bones count={localStorage[memory] ? 5 : 1} />
  const wide = matchMedia('(min-width: 60rem)').matches
  return (
    <Section title={t.home.near} class="near" all="/map">
      {at.value ? (
        <Later load={list} give={{ at: at.value }}>
          {bones}
        </Later>
      ) : localStorage[memory] ? (
        bones
      ) : (
        <>
          <Button icon="locate" block busy={state.value === 'busy'} onClick={find}>
            {t.home.near_button}
          </Button>
          <p class="soft small" role="status">
            {state.value === 'denied' ? t.home.near_denied : t.home.near_text}
          </p>
          {state.value === 'denied' || state.value === 'areas' ? (
            <Later load={areas} />
          ) : (
            <Button look="plain" icon="pin" block onClick={() => (state.value = 'areas')}>
              {t.home.area}
            </Button>
          )}
        </>
      )}
      <div class="near-map">{wide && <Later load={map} give={{ at: at.value }} />}</div>
    </Section>
  )
}
