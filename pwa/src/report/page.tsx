// One report, whole: what it is, how it stands, what happened, and what the reader can do about it.
import { useEffect, useRef } from 'preact/hooks'
import { api, ask, Problem } from '../api'
import { takePage } from '../boot'
import { areaName, categoryName, categoryOf } from '../city'
import { useLoad } from '../load'
import { onDelivered, waitingFor } from '../outbox'
import { href, type ScreenProps } from '../route'
import { me } from '../session'
import { Empty, ErrorNote, Note } from '../ui/empty'
import { Icon } from '../ui/icon'
import { Page } from '../ui/page'
import { Skeleton } from '../ui/spinner'
import { Ago } from '../ui/time'
import { t } from '../words'
import { say } from '../words/resident'
import { Answers } from './answers'
import { Marks } from './card'
import { ConfirmBox } from './confirm'
import { More } from './more'
import { BeforeAfter, Pictures, pairOf } from './pictures'
import { Reactions } from './reactions'
import { ReplyBox } from './reply'
import { Standing } from './standing'
import { Story } from './story'
import { type Report, spoken } from './types'
import { Where } from './where'

export default function ReportPage({ params }: ScreenProps) {
  const id = params.id ?? ''
  const { data, error, reload } = useReport(id)
  const title = (data && (data.title || categoryName(data.category))) || t.title.report
  if (error instanceof Problem && (error.status === 410 || error.status === 404) && !data) {
    const gone = error.status === 410
    return (
      <Page title={gone ? say.page.gone : t.title.not_found} back="/">
        <Empty
          icon="hide"
          text={gone ? say.page.gone_text : t.state.not_found_text}
          action={{ label: t.home.fresh, href: href('/reports') }}
        />
      </Page>
    )
  }
  return (
    <Page title={title} back="/" width="wide" actions={data && <More report={data} title={title} />}>
      <div class={data ? 'stack report whole' : 'stack report'}>
        {!data && <ErrorNote error={error} onRetry={reload} />}
        {!data && !error && <Waiting id={id} />}
        {data && <Body report={data} title={title} />}
      </div>
    </Page>
  )
}

function useReport(id: string) {
  // What the page brought along is public; somebody signed in also wants to know what they may do.
  const brought = useRef(takePage<Report>(`/api/v1/reports/${id}`))
  const loaded = useLoad(
    async () => {
      const known = brought.current
      brought.current = undefined
      if (known && me.value === null) return known
      return ask(api.GET('/api/v1/reports/{id}', { params: { path: { id } } }))
    },
    [id, me.value?.id],
    brought.current,
  )
  useEffect(() => onDelivered((command) => command.subject === id && loaded.reload()), [id, loaded.reload])
  return loaded
}

/** A report that is still only on this phone has no page of the server's yet. */
function Waiting({ id }: { id: string }) {
  if (!waitingFor(id).some((command) => command.kind === 'submit_report')) return <Skeleton height="16rem" />
  return (
    <Note icon="clock">
      <p>{say.page.waiting}</p>
    </Note>
  )
}

/** What it is, how it stands, where it is: one under the other on a phone, the second beside the others on a desk. */
function Body({ report, title }: { report: Report; title: string }) {
  return (
    <>
      <div class="stack what">
        {report.hidden && <Hidden {...report.hidden} />}
        <BeforeAfter report={report} />
        {report.photos.length > (pairOf(report) ? 1 : 0) && <Pictures photos={report.photos} about={title} />}
        <Facts report={report} />
        <p class="said" lang={report.lang || undefined} dir="auto">
          {report.description}
        </p>
        <Reactions report={report} title={title} />
      </div>
      <div class="stack how">
        <ReplyBox report={report} title={title} />
        <ConfirmBox report={report} title={title} />
        <Standing report={report} />
        <section class="section">
          <h2>{say.page.story}</h2>
          <Story report={report} />
        </section>
      </div>
      <div class="stack around">
        <Where report={report} />
        <Answers report={report} />
      </div>
    </>
  )
}

function Hidden({ reason }: NonNullable<Report['hidden']>) {
  return (
    <Note look="error" icon="hide">
      <p>{say.page.hidden}</p>
      {reason && <p dir="auto">{reason}</p>}
    </Note>
  )
}

function Facts({ report }: { report: Report }) {
  const author = report.mine
    ? say.page.you
    : report.author
      ? report.author.name || say.page.somebody
      : say.page.anonymous
  return (
    <div class="stack tight">
      <Marks report={report} />
      <p class="row">
        <Icon name={categoryOf(report.category)?.icon ?? 'pin'} size={20} />
        {categoryName(report.category)}
        <span class="soft">· {areaName(report.area)}</span>
      </p>
      <p class="soft small">
        {say.page.by} <bdi>{author}</bdi> · <Ago iso={report.created_at} /> · {t.report.ref}{' '}
        <bdi class="ref">{spoken(report.ref)}</bdi>
      </p>
    </div>
  )
}
