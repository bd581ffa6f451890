import { categoryName } from '../city'
import { Button } from '../ui/button'
import { Icon, type IconName } from '../ui/icon'
import { number } from '../words'
import { staff } from '../words/staff'
import { countOf, type State } from './bulk'
import type { Work } from './bulk_work'

const icons: Record<State, IconName> = {
  waiting: 'clock',
  sending: 'send',
  done: 'check',
  failed: 'alert',
  stopped: 'close',
}

/** How far a bulk act is, what came of each, and what can still be done about it. */
export function Results({ label, work, onClose }: { label: string; work: Work; onClose: () => void }) {
  const { phase, items, left } = work
  const ended = countOf(items, 'done', 'failed', 'stopped')
  const wrong = countOf(items, 'failed', 'stopped')
  return (
    <div class="stack">
      <div class="card stack">
        <h3>{label}</h3>
        {phase === 'held' && (
          <>
            <p class="strong ticks">{staff.bulk.begins(number(left))}</p>
            <div class="row">
              <Button look="primary" onClick={work.now}>
                {staff.bulk.start}
              </Button>
              <Button onClick={work.undo}>{staff.hold.undo}</Button>
            </div>
          </>
        )}
        {phase !== 'held' && (
          <>
            <progress max={items.length} value={ended} aria-label={staff.bulk.results} />
            <p class="strong" role="status">
              {phase === 'done'
                ? staff.bulk.result(number(items.length - wrong), number(wrong))
                : staff.bulk.progress(number(ended), number(items.length))}
            </p>
            <div class="row">
              {phase === 'running' && <Button onClick={work.stop}>{staff.bulk.stop}</Button>}
              {phase === 'done' && wrong > 0 && <Button onClick={work.retry}>{staff.bulk.retry(wrong)}</Button>}
              {phase === 'done' && (
                <Button look="primary" onClick={onClose}>
                  {staff.bulk.close}
                </Button>
              )}
            </div>
          </>
        )}
      </div>
      <ul class="results" aria-label={staff.bulk.results}>
        {items.map(({ report, id, state, problem }) => (
          <li key={id} class={state}>
            <Icon name={icons[state]} size={20} />
            <span class="grow">
              <span class="cut" lang={report.title ? report.lang || undefined : undefined} dir="auto">
                {report.title || categoryName(report.category)}
              </span>
              {problem && <span class="danger small">{problem}</span>}
            </span>
            <span class="small strong">{staff.bulk[state]}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
