import { areaName, categoryName } from '../city'
import { choose } from '../desk/console'
import { place } from '../route'
import { Badge } from '../ui/badge'
import { Photo } from '../ui/photo'
import { Ago } from '../ui/time'
import { staff } from '../words/staff'
import { type Action, type Case, keyOfCase, reasonText } from './decide'

/** A case in the queue: what, how many flags and why. */
export function Line({ found, current, state }: { found: Case; current: boolean; state: string }) {
  const key = keyOfCase(found)
  const report = found.report
  const done = state === 'open' && found.state === 'decided'
  const query = new URLSearchParams(place.value?.query)
  query.set('case', key)
  return (
    <a
      class={`line${done ? ' done' : ''}${found.flags > 2 ? ' late' : ''}`}
      href={`?${query}`}
      data-row={key}
      aria-current={current ? 'true' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return
        event.preventDefault()
        choose('case', key)
      }}
    >
      <span class="grow">
        <span class="name">
          <span lang={report?.lang || undefined} dir="auto">
            {found.title || (report && categoryName(report.category)) || staff.moderation.gone}
          </span>
        </span>
        <span class="soft">
          {report && `${areaName(report.area)} · `}
          <Ago iso={found.opened_at} />
        </span>
      </span>
      {found.photos[0] && (
        <Photo photo={found.photos[0].id} color={found.photos[0].color} alt="" ratio="1" sizes="52px" />
      )}
      <span class="row marks">
        {found.flags > 0 && (
          <Badge look="alert" icon="flag">
            {staff.moderation.flags(found.flags)}
          </Badge>
        )}
        {found.why.includes('held_photos') && <Badge icon="image">{staff.moderation.why.held_photos}</Badge>}
        {Object.keys(found.reasons).map((reason) => (
          <Badge key={reason}>{reasonText(reason)}</Badge>
        ))}
        {found.decision && found.state === 'decided' && (
          <Badge look="accent" icon="check">
            {staff.moderation.decided_as[found.decision.action as Action]}
          </Badge>
        )}
      </span>
    </a>
  )
}
