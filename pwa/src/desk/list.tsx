import { useSignal } from '@preact/signals'
import { problemText } from '../api'
import { areaName, categoryName, categoryOf } from '../city'
import type { Pages } from '../pages'
import type { Summary } from '../report/types'
import { place, setQuery } from '../route'
import { Badge, StatusPill } from '../ui/badge'
import { Button, IconButton } from '../ui/button'
import { Empty, ErrorNote } from '../ui/empty'
import { Icon } from '../ui/icon'
import { Photo } from '../ui/photo'
import { toast } from '../ui/toast'
import { ago, number, t } from '../words'
import { staff } from '../words/staff'
import { choose, focusChosen } from './console'
import { csvOf, mostRows, readAll, save, tableOf } from './csv'
import { hasDraft } from './drafts'
import type { Official } from './form'
import { heldFor } from './held'
import { type Filter, findQueue, fits, statusesOf } from './queue'
import type { Selected, Selecting } from './select'
import { State } from './tray'

interface RowsProps {
  pages: Pages<Summary>
  filter: Filter
  current: string
  officials: Official[]
  selected: Selected
  selecting: Selecting
}

/** The reports of the queue. What was just dealt with stays where it is, so that nothing moves under the finger. */
export function Rows({ pages, filter, current, officials, selected, selecting }: RowsProps) {
  const items = pages.data?.items
  return (
    <>
      <ErrorNote error={pages.error} onRetry={pages.reload} />
      {!items && pages.loading && <Bones />}
      {items?.length === 0 && (
        <Empty
          icon="inbox"
          title={staff.desk.none}
          text={staff.desk.none_text}
          action={{ label: staff.desk.all, run: allOpen }}
        />
      )}
      <ul class="rows" aria-busy={pages.loading}>
        {items?.map((report) => (
          <li key={report.id} class={selected.has(report.id) ? 'picked' : undefined}>
            <Box report={report} on={selected.has(report.id)} selecting={selecting} />
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

const titleOf = (report: Summary) => report.title || categoryName(report.category)

function Box({ report, on, selecting }: { report: Summary; on: boolean; selecting: Selecting }) {
  return (
    <label class="tickbox">
      <input
        type="checkbox"
        checked={on}
        aria-label={staff.bulk.select(titleOf(report))}
        onClick={(event) => {
          if (event.shiftKey) selecting.range(report.id)
          else selecting.toggle(report.id)
        }}
      />
    </label>
  )
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
        <span class="name cut" lang={report.title ? report.lang || undefined : undefined} dir="auto">
          {titleOf(report)}
        </span>
        <Due report={report} />
      </span>
      {report.photo && <Photo photo={report.photo.id} color={report.photo.color} alt="" ratio="1" sizes="52px" />}
      <Marks report={report} done={done} assignee={assignee} />
    </a>
  )
}

function Marks({ report, done, assignee }: Pick<RowProps, 'report' | 'done' | 'assignee'>) {
  const waiting = heldFor(report.id)
  return (
    <span class="row marks">
      <StatusPill status={report.status} />
      <span class="soft what">
        <Icon name={categoryOf(report.category)?.icon ?? 'pin'} size={16} />
        <span class="cut">{areaName(report.area)}</span>
      </span>
      {assignee && (
        <span class="soft what">
          <Icon name="person" size={16} />
          <bdi class="cut">{assignee}</bdi>
        </span>
      )}
      {report.contested && <Badge look="alert">{t.report.contested}</Badge>}
      {report.supports > 0 && (
        <Badge icon="people">
          <bdi aria-hidden="true">{number(report.supports)}</bdi>
          <span class="hush">{t.report.supports(report.supports)}</span>
        </Badge>
      )}
      {!waiting && hasDraft(report) && <Badge icon="edit">{staff.desk.draft}</Badge>}
      {waiting && (
        <Badge look="accent" icon="clock">
          <State one={waiting} />
        </Badge>
      )}
      {done && !waiting && (
        <Badge look="accent" icon="check">
          {staff.desk.just_done}
        </Badge>
      )}
    </span>
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

interface ToolsProps {
  filter: Filter
  officials: Official[]
  count: number
  more: boolean
  selected: Selected
  selecting: Selecting
  onAct: () => void
}

/** How many there are, what is chosen of them, and the table to take away. */
export function Tools({ filter, officials, count, more, selected, selecting, onAct }: ToolsProps) {
  if (selected.size > 0) {
    return (
      <div class="tools on">
        <strong class="grow" role="status">
          {staff.bulk.selected(selected.size)}
        </strong>
        <Button look="primary" onClick={onAct}>
          {staff.bulk.act}
        </Button>
        <IconButton icon="close" label={staff.bulk.none} onClick={selecting.none} />
      </div>
    )
  }
  return (
    <div class="tools">
      <span class="soft small grow">{more ? staff.desk.at_least(t.report.count(count)) : t.report.count(count)}</span>
      <Button look="ghost" onClick={selecting.all} disabled={count === 0}>
        {staff.bulk.all}
      </Button>
      <Export filter={filter} officials={officials} />
    </div>
  )
}

function Export({ filter, officials }: { filter: Filter; officials: Official[] }) {
  const read = useSignal<number | undefined>(undefined)
  const take = async () => {
    read.value = 0
    try {
      const { items, cut } = await readAll(
        (after) => findQueue(filter, after),
        (n) => (read.value = n),
      )
      save(csvOf(tableOf(items, officials)), `jemaa-${filter.authority}-${new Date().toISOString().slice(0, 10)}.csv`)
      toast(cut ? staff.queue.csv_cut(number(mostRows)) : staff.queue.csv_done(items.length))
    } catch (error) {
      toast(problemText(error))
    }
    read.value = undefined
  }
  return (
    <Button look="ghost" aria-label={staff.queue.csv} busy={read.value !== undefined} onClick={take}>
      {read.value ? staff.queue.csv_busy(number(read.value)) : 'CSV'}
    </Button>
  )
}
