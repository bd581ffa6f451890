import { authorityName } from '../city'
import { href } from '../route'
import { StatusPill } from '../ui/badge'
import { LinkButton } from '../ui/button'
import { Card } from '../ui/card'
import { Ago, When } from '../ui/time'
import { number, t } from '../words'
import { say } from '../words/resident'
import { open, type Report } from './types'

/** Who has to do what until when, in plain words. */
export function Standing({ report }: { report: Report }) {
  const { yes, no } = report.confirmations
  return (
    <Card wash>
      <div class="stack tight">
        <div class="row spread">
          <h2>{say.page.now}</h2>
          <StatusPill status={report.status} />
        </div>
        <p>
          <bdi>{sentence(report)}</bdi>
        </p>
        {report.status === 'duplicate' && report.duplicate_of && (
          <LinkButton href={href(`/reports/${report.duplicate_of}`)} icon="next">
            {say.page.original}
          </LinkButton>
        )}
        {open.includes(report.status) && <Deadlines report={report} />}
        {yes + no > 0 && <p class="small">{say.confirm.count(number(yes), number(no))}</p>}
      </div>
    </Card>
  )
}

function sentence(report: Report): string {
  const who = authorityName(report.authority)
  if (report.contested && open.includes(report.status)) return say.page.contested_by(who)
  switch (report.status) {
    case 'submitted':
    case 'acknowledged':
      return say.page.waits(who)
    case 'in_progress':
      return say.page.works(who)
    case 'resolved':
      return say.page.done_by(authorityName(report.resolved_by ?? '') || who)
    case 'declined':
      return say.page.declined_by(who)
    case 'duplicate':
      return say.page.duplicate
    default:
      return say.page.withdrawn
  }
}

/** The city's aim and the law's limit. The aim stands still while the author is asked; the law never does. */
export function Deadlines({ report }: { report: Report }) {
  return (
    <dl class="facts small">
      {report.awaiting_answer ? (
        <div>
          <dt>{say.page.due}</dt>
          <dd>{say.page.paused}</dd>
        </div>
      ) : (
        <div class={report.overdue ? 'late' : undefined}>
          <dt>{report.overdue ? `${t.report.overdue} · ${say.page.late}` : say.page.due}</dt>
          <dd>
            <Ago iso={report.due_at} /> (<When iso={report.due_at} />)
          </dd>
        </div>
      )}
      <div>
        <dt>{say.page.legal}</dt>
        <dd>
          <When iso={report.legal_due_at} />
        </dd>
      </div>
    </dl>
  )
}
