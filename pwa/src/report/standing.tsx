import { authorityName } from '../city'
import { href } from '../route'
import { StatusPill } from '../ui/badge'
import { LinkButton } from '../ui/button'
import { Card } from '../ui/card'
import { Icon } from '../ui/icon'
import { Ago } from '../ui/time'
import { ago, date, number } from '../words'
import { say } from '../words/resident'
import { open, type Report } from './types'

/** Who has to do what until when, in plain words. */
export function Standing({ report }: { report: Report }) {
  return (
    <Card wash>
      <div class="stack tight">
        <div class="row spread">
          <h2>{say.page.now}</h2>
          <StatusPill status={report.status} />
        </div>
        {!asked(report) && (
          <p>
            <bdi>{sentence(report)}</bdi>
          </p>
        )}
        {report.status === 'duplicate' && report.duplicate_of && (
          <LinkButton href={href(`/reports/${report.duplicate_of}`)} icon="next">
            {say.page.original}
          </LinkButton>
        )}
        {open.includes(report.status) && <Deadlines report={report} />}
        <Said report={report} />
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

/** The city's aim and the law's limit, in plain words. The aim stands still while the author is asked; the law never does. */
export function Deadlines({ report }: { report: Report }) {
  const legal = Date.parse(report.legal_due_at) > Date.now() ? say.page.legal_by : say.page.legal_over
  return (
    <div class="stack tight">
      <p class={report.overdue && !report.awaiting_answer ? 'late' : undefined}>
        <bdi>{aim(report)}</bdi>
      </p>
      <p class="soft small">
        <bdi>{legal(date(report.legal_due_at, 'long'))}</bdi>
      </p>
    </div>
  )
}

function aim(report: Report): string {
  if (report.awaiting_answer) return report.mine ? say.page.paused_mine : say.page.paused
  const when = [date(report.due_at, 'long'), ago(report.due_at)] as const
  const who = authorityName(report.authority)
  if (asked(report)) return report.overdue ? say.page.late_by(who, ...when) : say.page.due_by(who, ...when)
  return report.overdue ? say.page.after_date(...when) : say.page.before_date(...when)
}

/** Nothing but an answer is awaited: then one sentence says who and when. */
function asked({ status, contested, awaiting_answer }: Report): boolean {
  return (status === 'submitted' || status === 'acknowledged') && !contested && !awaiting_answer
}

/** What residents said of the repair, in their words. */
function Said({ report }: { report: Report }) {
  const { yes, no, words = [] } = report.confirmations
  if (yes + no === 0) return null
  return (
    <>
      <p class="small">{say.confirm.count(number(yes), number(no))}</p>
      {words?.map((one) => (
        <p key={one.at} class="small">
          <Icon name={one.resolved ? 'check' : 'alert'} size={16} />{' '}
          <strong>{one.resolved ? say.page.is_mended : say.page.not_mended}</strong>
          {' · '}
          <Ago iso={one.at} />
          {one.words && (
            <span class="said-small" dir="auto">
              {one.words}
            </span>
          )}
        </p>
      ))}
    </>
  )
}
