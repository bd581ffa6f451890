import { areaName, categoryName, categoryOf } from '../city'
import type { Pages } from '../pages'
import { choices } from '../report/filters'
import type { ReportStatus, Summary } from '../report/types'
import { place, setQuery } from '../route'
import { Badge, StatusPill } from '../ui/badge'
import { Button } from '../ui/button'
import { Chip, Chips } from '../ui/choice'
import { Empty, ErrorNote } from '../ui/empty'
import { Icon } from '../ui/icon'
import { Photo } from '../ui/photo'
import { ago, number, t } from '../words'
import { say } from '../words/resident'
import { staff } from '../words/staff'
import { choose, focusChosen } from './console'
import type { Official } from './form'
import { type Count, type Day, type Filter, fits, statusesOf, type View } from './queue'

const tiles: { view: View; day: keyof Day }[] = [
  { view: '', day: 'open' },
  { view: 'week', day: 'week' },
  { view: 'overdue', day: 'overdue' },
  { view: 'contested', day: 'contested' },
]

/** My day in numbers; each is a view of the queue. */
export function Numbers({ day, view }: { day?: Day; view: View }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: these are buttons, not fields
    <div class="numbers" role="group" aria-label={staff.desk.queue}>
      {tiles.map((tile) => (
        <button
          key={tile.view}
          type="button"
          aria-pressed={view === tile.view}
          onClick={() => setQuery({ view: tile.view || undefined, status: undefined })}
        >
          <strong class={alarming(tile.view, day?.[tile.day]) ? 'danger' : undefined}>
            <bdi>{counted(day?.[tile.day])}</bdi>
          </strong>
          <span>{staff.desk[tile.day]}</span>
        </button>
      ))}
    </div>
  )
}

function alarming(view: View, count?: Count): boolean {
  return (view === 'overdue' || view === 'contested') && !!count?.n
}

function counted(count?: Count): string {
  if (!count) return '…'
  return count.more ? staff.desk.at_least(number(count.n)) : number(count.n)
}

/** The filters beyond the numbers, each at once in the address. */
export function Filters({ filter }: { filter: Filter }) {
  const { areas, categories } = choices()
  const toggle = (status: ReportStatus, on: boolean) => {
    const now = on ? [...filter.status, status] : filter.status.filter((one) => one !== status)
    setQuery({ status: now.join(',') })
  }
  const options = statusesOf(filter.view)
  return (
    <>
      <Chips label={staff.desk.filters}>
        <Chip icon="person" on={filter.mine} onToggle={(on) => setQuery({ assignee: on ? 'me' : undefined })}>
          {staff.desk.mine}
        </Chip>
        <Chip
          on={filter.view === 'closed'}
          onToggle={(on) => setQuery({ view: on ? 'closed' : undefined, status: undefined })}
        >
          {staff.desk.closed}
        </Chip>
        {options.length > 1 &&
          options.map((status) => (
            <Chip key={status} on={filter.status.includes(status)} onToggle={(on) => toggle(status, on)}>
              {t.report.status[status]}
            </Chip>
          ))}
      </Chips>
      <div class="picks">
        <Pick name="area" label={say.list.area} value={filter.area} options={areas} />
        <Pick name="category" label={say.list.category} value={filter.category} options={categories} />
      </div>
    </>
  )
}

interface PickProps {
  name: string
  label: string
  value: string
  options: { value: string; label: string }[]
  empty?: string
}

/** A small select whose empty choice is its name. */
export function Pick({ name, label, value, options, empty = label }: PickProps) {
  return (
    <div class="select">
      <select
        class="input"
        aria-label={label}
        value={value}
        onChange={(event) => setQuery({ [name]: event.currentTarget.value })}
      >
        {empty && <option value="">{empty}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </div>
  )
}

interface RowsProps {
  pages: Pages<Summary>
  filter: Filter
  current: string
  officials: Official[]
}

/** The reports of the queue. What was just dealt with stays where it is, so that nothing moves under the finger. */
export function Rows({ pages, filter, current, officials }: RowsProps) {
  const items = pages.data?.items
  return (
    <>
      <ErrorNote error={pages.error} onRetry={pages.reload} />
      {!items && pages.loading && <Bones />}
      {items?.length === 0 && !pages.more && (
        <Empty
          icon="check"
          title={staff.desk.none}
          text={staff.desk.none_text}
          action={{ label: staff.desk.all, run: allOpen }}
        />
      )}
      <ul class="rows" aria-busy={pages.loading}>
        {items?.map((report) => (
          <li key={report.id}>
            <Row
              report={report}
              current={report.id === current}
              done={!fits(report, filter)}
              assignee={officials.find(({ id }) => id === report.assignee)?.name}
            />
          </li>
        ))}
      </ul>
      {pages.more && (
        <Button block busy={pages.loadingMore} onClick={pages.more}>
          {t.act.more}
        </Button>
      )}
      <ErrorNote error={pages.moreError} onRetry={pages.more} />
    </>
  )
}

function allOpen() {
  const none = { view: undefined, status: undefined, area: undefined, category: undefined, assignee: undefined }
  setQuery(none)
}

interface RowProps {
  report: Summary
  current: boolean
  done: boolean
  assignee?: string
}

function Row({ report, current, done, assignee }: RowProps) {
  const query = new URLSearchParams(place.value?.query)
  query.set('report', report.id)
  const late = report.overdue || report.contested
  return (
    <a
      class={`line${late && !done ? ' late' : ''}${done ? ' done' : ''}`}
      href={`?${query}`}
      data-row={report.id}
      aria-current={current ? 'true' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return
        event.preventDefault()
        choose('report', report.id)
        // By the keyboard one goes on reading; a mouse is already where it wants to be.
        if (event.detail === 0) requestAnimationFrame(focusChosen)
      }}
    >
      <span class="grow">
        <span class="name">
          <span lang={report.title ? report.lang || undefined : undefined} dir="auto">
            {report.title || categoryName(report.category)}
          </span>
        </span>
        <span class="soft what">
          <Icon name={categoryOf(report.category)?.icon ?? 'pin'} size={16} />
          {areaName(report.area)}
          {assignee && ` · ${assignee}`}
        </span>
        <Due report={report} />
      </span>
      {report.photo && <Photo photo={report.photo.id} color={report.photo.color} alt="" ratio="1" sizes="52px" />}
      <span class="row marks">
        <StatusPill status={report.status} />
        {report.contested && <Badge look="alert">{t.report.contested}</Badge>}
        {report.supports > 0 && (
          <Badge icon="people">
            <bdi aria-hidden="true">{number(report.supports)}</bdi>
            <span class="hush">{t.report.supports(report.supports)}</span>
          </Badge>
        )}
        {done && (
          <Badge look="accent" icon="check">
            {staff.desk.just_done}
          </Badge>
        )}
      </span>
    </a>
  )
}

function Due({ report }: { report: Summary }) {
  if (!statusesOf('').includes(report.status)) return <span class="soft">{ago(report.updated_at)}</span>
  if (report.overdue) return <strong class="danger">{staff.desk.late(ago(report.due_at))}</strong>
  if (report.awaiting_answer) return <span class="soft">{staff.desk.paused}</span>
  return <span>{staff.desk.left(ago(report.due_at))}</span>
}

function Bones() {
  return (
    <div class="rows" role="status" aria-label={t.app.loading}>
      {Array.from({ length: 6 }, (_, i) => (
        <div key={i} class="bone" style={{ blockSize: '6rem' }} />
      ))}
    </div>
  )
}
