// The queue as it stands in the address, and the questions that fill it. Lists answer an authority and one more filter,
// search answers any; what neither knows (contested, due this week, nobody's) is sifted here, page by page.
import { api, ask } from '../api'
import type { Page } from '../pages'
import { querySerializer } from '../report/query'
import { open, type ReportStatus, type Summary } from '../report/types'
import { me } from '../session'

/** Quick views of the queue. "" is all that is open. */
export const views = ['', 'week', 'overdue', 'contested', 'closed'] as const
export type View = (typeof views)[number]

export interface Filter {
  authority: string
  view: View
  /** '' for anybody, 'me', 'nobody', or an official's id. */
  assignee: string
  status: ReportStatus[]
  area: string
  category: string
}

const closed: readonly ReportStatus[] = ['resolved', 'declined', 'duplicate']

/** Statuses that a view can hold. */
export const statusesOf = (view: View) => (view === 'closed' ? closed : view === 'contested' ? open.slice(2) : open)

/** Reads the address; what is no word of ours counts as nothing. */
export function filterOf(query: URLSearchParams, authorities: string[]): Filter {
  const view = views.find((one) => one === query.get('view')) ?? ''
  const authority = query.get('authority') ?? ''
  const wanted = (query.get('status') ?? '').split(',')
  return {
    authority: authorities.includes(authority) ? authority : (authorities[0] ?? ''),
    view,
    assignee: /^(me|nobody|[0-9A-Z]{26})$/.exec(query.get('assignee') ?? '')?.[0] ?? '',
    status: statusesOf(view).filter((status) => wanted.includes(status)),
    area: query.get('area') ?? '',
    category: query.get('category') ?? '',
  }
}

/** The seven days that "this week" means, from now. */
const week = 7 * 86_400_000

/** Whether a report belongs to what a filter chooses. */
export function fits(report: Summary, filter: Filter, now = Date.now(), own = me.value?.id): boolean {
  const { authority, view, area, category, status, assignee } = filter
  if (report.authority !== authority) return false
  if (assignee && (report.assignee ?? 'nobody') !== (assignee === 'me' ? own : assignee)) return false
  if (view === 'overdue' && !report.overdue) return false
  if (view === 'contested' && !report.contested) return false
  if (view === 'week' && !thisWeek(report, now)) return false
  if (!(status.length > 0 ? status : statusesOf(view)).includes(report.status)) return false
  return (!area || report.area === area) && (!category || report.category === category)
}

function thisWeek(report: Summary, now: number): boolean {
  const due = Date.parse(report.due_at)
  return !report.overdue && !report.awaiting_answer && due >= now && due < now + week
}

const pageSize = 50
/** Pages that are sifted before the reader is asked whether to look further. */
const deepest = 4

/** One page of the queue, the most urgent first (the latest news first among the closed). */
export async function findQueue(filter: Filter, after?: string): Promise<Page<Summary>> {
  const items: Summary[] = []
  let next: string | undefined = after
  for (let pages = 0; pages < deepest; pages++) {
    const page = searched(filter) ? await bySearch(filter, next) : await byList(filter, next)
    items.push(...page.items.filter((report) => fits(report, filter)))
    next = beyond(page.items, filter) ? undefined : page.next
    if (!next || items.length >= pageSize / 2) break
  }
  return { items, next }
}

// In the order of deadlines nothing of this week, or overdue, comes after what is due later.
function beyond(items: Summary[], { view }: Filter): boolean {
  const until = horizon(view)
  return until !== undefined && Date.parse(items.at(-1)?.due_at ?? '') > until
}

function horizon(view: View): number | undefined {
  if (view === 'overdue') return Date.now()
  return view === 'week' ? Date.now() + week : undefined
}

/** Lists answer an authority (or one's own work in it) and one filter more; statuses that are all of the order's are none. */
function searched({ assignee, view, status, area, category }: Filter): boolean {
  const some = view === 'closed' || view === 'contested' || status.length > 0
  return !named(assignee) && [some, area, category].filter(Boolean).length > 1
}

// Lists know whose a report is, not that it is nobody's: that is sifted.
const named = (assignee: string) => (assignee === 'nobody' ? '' : assignee)

function byList(filter: Filter, after?: string): Promise<Page<Summary>> {
  const { authority, assignee, view, area, category } = filter
  const status = chosen(filter)
  const until = horizon(view)
  const query = {
    sort: view === 'closed' ? ('updated' as const) : ('deadline' as const),
    authority,
    assignee: named(assignee) || undefined,
    area: area || undefined,
    // One filter more: the others are sifted.
    category: (!area && category) || undefined,
    status: area || category ? undefined : status,
    from: view === 'week' ? new Date().toISOString() : undefined,
    to: until === undefined ? undefined : new Date(until).toISOString(),
    after,
    limit: pageSize,
  }
  return ask(api.GET('/api/v1/reports', { params: { query }, querySerializer }))
}

async function bySearch(filter: Filter, after?: string): Promise<Page<Summary>> {
  const { authority, area, category, view } = filter
  const offset = Number(after ?? 0)
  const query = {
    sort: view === 'closed' ? ('updated' as const) : ('deadline' as const),
    authority: [authority],
    area: area ? [area] : undefined,
    category: category ? [category] : undefined,
    status: chosen(filter) ?? [...open],
    offset,
    limit: pageSize,
  }
  const found = await ask(api.GET('/api/v1/search', { params: { query }, querySerializer }))
  const seen = offset + found.items.length
  return {
    items: found.items,
    next: found.items.length > 0 && seen < found.total && seen <= 900 ? String(seen) : undefined,
  }
}

function chosen({ view, status }: Filter): ReportStatus[] | undefined {
  if (status.length > 0) return status
  return view === 'closed' || view === 'contested' ? [...statusesOf(view)] : undefined
}

/** Whether anything narrows the queue beyond the authority. */
export function narrowed({ view, assignee, status, area, category }: Filter): boolean {
  return !!(view || assignee || area || category || status.length)
}
