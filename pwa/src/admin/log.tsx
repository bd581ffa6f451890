import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { api, ask, type components } from '../api'
import { areaName } from '../city'
import { usePages } from '../pages'
import { href, setQuery } from '../route'
import { Button } from '../ui/button'
import { Empty, ErrorNote, Note } from '../ui/empty'
import { Select } from '../ui/field'
import { Skeleton } from '../ui/spinner'
import { When } from '../ui/time'
import { announce } from '../ui/toast'
import { number, t } from '../words'
import { nameOf, roleText, untilText } from './person'
import { own } from './words'
import '../report/page.css'
import './admin.css'

type Line = components['schemas']['LogLine']
type LogPerson = components['schemas']['LogPerson']

/** The log, the newest first: who, whom, what, why, when. Nothing in it can be changed. */
export function Log({ query }: { query: URLSearchParams }) {
  const about = query.get('about') ?? undefined
  const kind = query.get('kind') ?? undefined
  const pages = usePages(
    (after) => ask(api.GET('/api/v1/admin/log', { params: { query: { about, kind, after, limit: 50 } } })),
    [about, kind],
  )
  const items = pages.data?.items
  useEffect(() => {
    if (items) announce(`${own.log} : ${number(items.length)}`)
  }, [pages.data])
  return (
    <div class="stack">
      {about && (
        <Note icon="person">
          <p>
            {own.about_one}
            {items?.[0]?.about && (
              <>
                {' '}
                · <Who who={items[0].about} />
              </>
            )}
          </p>
          <div>
            <Button look="plain" onClick={() => setQuery({ about: undefined })}>
              {own.everyone}
            </Button>
          </div>
        </Note>
      )}
      <Select
        label={own.kind}
        empty={own.all_kinds}
        options={Object.entries(own.kinds).map(([value, label]) => ({ value, label }))}
        value={kind ?? ''}
        optional
        onValue={(value) => setQuery({ kind: value })}
      />
      <ErrorNote error={pages.error} onRetry={pages.reload} />
      {!items && !pages.error && <Skeleton height="12rem" />}
      {items?.length === 0 && <Empty icon="clock" text={own.empty_log} />}
      {items && items.length > 0 && (
        <ol class="stack">
          {items.map((line) => (
            <li key={line.id}>
              <LineView line={line} />
            </li>
          ))}
        </ol>
      )}
      {pages.more && (
        <Button block busy={pages.loadingMore} onClick={pages.more}>
          {t.act.more}
        </Button>
      )}
      <ErrorNote error={pages.moreError} onRetry={pages.more} />
    </div>
  )
}

/** Somebody by name, or by address, or by the mark that is left of them. */
function Who({ who }: { who: LogPerson }) {
  const name = nameOf(who)
  if (!name) return <span class="soft">{own.someone(who.pseudonym ?? '')}</span>
  return (
    <>
      <bdi>{name}</bdi>
      {who.name && who.email && (
        <>
          {' '}
          <bdi class="soft small mail">{who.email}</bdi>
        </>
      )}
    </>
  )
}

function LineView({ line }: { line: Line }) {
  const { what, about, by } = line
  return (
    <article class="card stack tight" data-line={line.kind}>
      <div class="row spread">
        <h2>{own.kinds[line.kind] ?? line.kind}</h2>
        <span class="soft small">
          <When iso={line.at} style="time" />
        </span>
      </div>
      <dl class="facts small">
        {about && (
          <Fact label={own.whom}>
            <Who who={about} />
          </Fact>
        )}
        {what.role && (
          <Fact label={own.role}>
            {roleText({ role: what.role, authority: what.authority })}
            {what.until && ` · ${untilText(what.until)}`}
          </Fact>
        )}
        {what.level && (
          <Fact label={own.level}>
            {own.levels[Number(what.level)]}
            {what.through && ` · ${own.through[what.through] ?? what.through}`}
          </Fact>
        )}
        {line.subject && <About subject={line.subject} />}
        <Fact label={own.by}>{by ? <Who who={by} /> : nobody(what.through)}</Fact>
        {line.reason && (
          <Fact label={own.why}>
            <span dir="auto">{line.reason}</span>
          </Fact>
        )}
      </dl>
      {line.erased && <p class="soft small">{own.erased}</p>}
      {line.altered && (
        <Note look="error" icon="alert">
          <p>{own.altered}</p>
        </Note>
      )}
    </article>
  )
}

/** Who acts when no account did. */
function nobody(through: string | undefined): string {
  if (through === 'command_line') return own.command_line
  return through === 'demonstration' ? own.demonstration : own.program
}

function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function About({ subject }: { subject: string }) {
  const [kind = '', id = ''] = subject.split('/')
  if (kind === 'area') return <Fact label={own.place}>{areaName(id) || id}</Fact>
  if (kind !== 'report') return <Fact label={own.about}>{subject}</Fact>
  return (
    <Fact label={own.report}>
      <a href={href(`/reports/${id}`)}>{own.see_report}</a>
    </Fact>
  )
}
