import { useSignal } from '@preact/signals'
import { areaName } from '../city'
import { SmallMap } from '../map/small'
import { Button } from '../ui/button'
import { Icon } from '../ui/icon'
import { say } from '../words/resident'
import type { Report } from './types'

/** The place in words; the map only when asked for, because it costs data. */
export function Where({ report }: { report: Report }) {
  const shown = useSignal(false)
  return (
    <section class="section">
      <h2>{say.page.place}</h2>
      <p class="row">
        <Icon name="pin" size={20} />
        <span class="grow">
          {areaName(report.area)}
          {report.address && (
            <>
              {' · '}
              <span dir="auto">{report.address}</span>
            </>
          )}
        </span>
      </p>
      {!report.location_exact && <p class="soft small">{say.page.rough_place}</p>}
      {shown.value ? (
        <SmallMap at={report.location} exact={report.location_exact} />
      ) : (
        <div>
          <Button icon="map" onClick={() => (shown.value = true)}>
            {say.map.show}
          </Button>
        </div>
      )}
    </section>
  )
}
