import { areaName, authorityName, categoryName, categoryOf } from '../city'
import { Answers } from '../report/answers'
import { BeforeAfter, Pictures } from '../report/pictures'
import { Deadlines } from '../report/standing'
import { Story } from '../report/story'
import { open, type Report, type Summary, spoken } from '../report/types'
import { Where } from '../report/where'
import { href } from '../route'
import { Badge, StatusPill } from '../ui/badge'
import { Button, LinkButton } from '../ui/button'
import { Card } from '../ui/card'
import { ErrorNote, Note } from '../ui/empty'
import { Icon } from '../ui/icon'
import { Skeleton } from '../ui/spinner'
import { Ago } from '../ui/time'
import { number, t } from '../words'
import { say } from '../words/resident'
import { staff } from '../words/staff'
import { actsFor, labelOf, type Name } from './act'
import { ActForm, type FormProps, type Official } from './form'
import { heldFor, send } from './held'
import { Author } from './reveal'
import { undo } from './state'
import { State } from './tray'

interface ChosenProps extends Pick<FormProps, 'officials' | 'templates' | 'onCancel' | 'onDone' | 'onHeld'> {
  /** What the queue knows, until the whole has arrived. */
  summary?: Summary
  report?: Report
  error?: unknown
  onRetry: () => void
  composing?: Name
  onStart: (name: Name) => void
}

/** A report on the desk: how it stands, what can be done, and all that is known. */
export function Chosen({ summary, report, error, onRetry, ...rest }: ChosenProps) {
  const known = report ?? summary
  return (
    <article class="stack">
      {known && <Head report={known} officials={rest.officials} />}
      <ErrorNote error={error} onRetry={onRetry} />
      {report ? <Body report={report} {...rest} onStale={onRetry} /> : !error && <Skeleton height="20rem" />}
    </article>
  )
}

function Head({ report, officials }: { report: Summary; officials: Official[] }) {
  const assignee = officials.find(({ id }) => id === report.assignee)?.name
  return (
    <header class="stack tight">
      <h2 tabIndex={-1}>
        <span lang={report.title ? report.lang || undefined : undefined} dir="auto">
          {report.title || categoryName(report.category)}
        </span>
      </h2>
      <div class="row">
        <StatusPill status={report.status} />
        {report.contested && <Badge look="alert">{t.report.contested}</Badge>}
        {report.overdue && (
          <Badge look="alert" icon="clock">
            {t.report.overdue}
          </Badge>
        )}
        {report.awaiting_answer && <Badge icon="info">{t.report.awaiting}</Badge>}
        {report.supports > 0 && <Badge icon="people">{t.report.supports(report.supports)}</Badge>}
        {report.assignee && <Badge icon="person">{assignee ?? staff.desk.assignee}</Badge>}
      </div>
      <p class="row soft small">
        <Icon name={categoryOf(report.category)?.icon ?? 'pin'} size={18} />
        <span class="grow">
          {categoryName(report.category)} · {areaName(report.area)} · <Ago iso={report.created_at} /> · {t.report.ref}{' '}
          <bdi class="ref">{spoken(report.ref)}</bdi>
        </span>
      </p>
    </header>
  )
}

type BodyProps = Omit<ChosenProps, 'summary' | 'error' | 'onRetry'> & { report: Report; onStale: () => void }

function Body({ report, composing, onStart, ...form }: BodyProps) {
  const able = actsFor(report)
  const act = able.find(({ name }) => name === composing)
  return (
    <>
      {report.hidden && (
        <Note look="error" icon="hide">
          <p>{say.page.hidden}</p>
        </Note>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: these are buttons, not fields */}
      <div class="acts" role="group" aria-label={staff.act.title}>
        {able.map((one) => (
          <Button
            key={one.name}
            look={one.can.startsWith('status:') ? 'soft' : 'plain'}
            icon={one.icon}
            aria-expanded={one.name === composing}
            aria-keyshortcuts={one.key}
            onClick={() => onStart(one.name)}
          >
            {labelOf(one, report)}
            <span class="kbd" aria-hidden="true">
              {one.key}
            </span>
          </Button>
        ))}
      </div>
      <Waiting report={report} />
      {act && <ActForm key={act.name} report={report} act={act} {...form} />}
      {open.includes(report.status) && (
        <Card wash>
          <Deadlines report={report} />
        </Card>
      )}
      <p class="said" lang={report.lang || undefined} dir="auto">
        {report.description}
      </p>
      <BeforeAfter report={report} />
      {report.photos.length > 0 && <Pictures photos={report.photos} small about={report.title} />}
      <dl class="facts small">
        <div>
          <dt>{staff.act.author}</dt>
          <dd>
            <Author report={report} />
          </dd>
        </div>
        <div>
          <dt>{staff.desk.authority}</dt>
          <dd>{authorityName(report.authority)}</dd>
        </div>
      </dl>
      <Answers report={report} />
      <Residents report={report} />
      <section class="section">
        <h3>{say.page.story}</h3>
        <Story report={report} />
      </section>
      <Where report={report} />
      <div>
        <LinkButton look="ghost" icon="next" href={href(`/reports/${report.id}`)}>
          {staff.desk.key_open}
        </LinkButton>
      </div>
    </>
  )
}

/** What was decided on this report and is not sent yet. */
function Waiting({ report }: { report: Report }) {
  const one = heldFor(report.id)
  if (!one) return null
  return (
    <Note icon="clock">
      <p class="strong">
        {one.label} · <State one={one} />
      </p>
      {(one.body.text || one.body.reason) && (
        <p class="said" lang={one.body.lang} dir="auto">
          {one.body.text || one.body.reason}
        </p>
      )}
      {one.state === 'held' && (
        <div class="row">
          <Button onClick={() => undo(one)}>{staff.hold.undo}</Button>
          <Button look="plain" onClick={() => send(one.id)}>
            {staff.hold.now}
          </Button>
        </div>
      )}
    </Note>
  )
}

/** What those who were asked said of the repair; for the authority, without names. */
function Residents({ report }: { report: Report }) {
  const { yes, no, words = [] } = report.confirmations
  if (yes + no === 0) return null
  return (
    <section class="section">
      <h3>{staff.desk.said}</h3>
      <p class="small">{say.confirm.count(number(yes), number(no))}</p>
      {words.map((one) => (
        <div key={one.at} class="stack tight">
          <p class="soft small">
            {one.resolved ? staff.desk.mended : staff.desk.still} · <Ago iso={one.at} />
          </p>
          {one.words && (
            <p class="said" dir="auto">
              {one.words}
            </p>
          )}
          {one.photo && <Pictures photos={[one.photo]} small />}
        </div>
      ))}
    </section>
  )
}
