import type { Loaded } from '../load'
import { ErrorNote } from '../ui/empty'
import { Skeleton } from '../ui/spinner'
import { ago, number } from '../words'
import { staff } from '../words/staff'
import { Ages, Flow, FlowTable, type Numbers } from './chart'
import './day.css'

/** My day in numbers: two questions, each with a chart that answers it. The tiles above the queue hold the rest. */
export function Day({ day }: { day: Loaded<Numbers> }) {
  const now = day.data
  return (
    <div class="day stack">
      <h2 tabIndex={-1}>{staff.day.title}</h2>
      <ErrorNote error={day.error} onRetry={day.reload} />
      {!now && !day.error && <Skeleton height="20rem" />}
      {now && (
        <>
          <section class="card stack">
            <div>
              <h3>{staff.day.flow}</h3>
              <p class="soft small">{staff.day.flow_text}</p>
            </div>
            <p class="legend small">
              <span class="came">{staff.day.came}</span>
              <span class="closed">{staff.day.closed}</span>
            </p>
            <Flow days={now.days} />
            <p class="small">{sums(now)}</p>
            <FlowTable days={now.days} />
          </section>
          <section class="card stack">
            <div>
              <h3>{staff.day.ages}</h3>
              <p class="soft small">{staff.day.ages_text}</p>
            </div>
            <Ages ages={now.ages} />
          </section>
          <p class="soft small">{staff.day.as_of(ago(now.at))}</p>
        </>
      )}
    </div>
  )
}

function sums({ days }: Numbers): string {
  const sum = (of: 'came' | 'closed') => number(days.reduce((total, day) => total + day[of], 0))
  return staff.day.sums(sum('came'), sum('closed'))
}
