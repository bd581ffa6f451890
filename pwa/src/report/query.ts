// What a list of reports asks for, as it stands in the address: one set of names for the list, the map and the desk.
import { api, ask } from '../api'
import type { paths } from '../api/schema'
import type { Page } from '../pages'
import type { ReportStatus, Summary } from './types'

export type Sort = 'new' | 'updated' | 'deadline'
export type Shelf = 'mine' | 'supported' | 'followed'

export interface Filter {
  area: string
  domain: string
  category: string
  status: string
  sort: Sort
  /** One's own lists, which cannot be filtered. */
  shelf?: Shelf
}

const sorts: readonly string[] = ['new', 'updated', 'deadline']

/** Reads the filter from the address; what is no word of ours counts as nothing. */
export function filterOf(query: URLSearchParams): Filter {
  const sort = query.get('sort') ?? ''
  const shelves: [string, Shelf][] = [
    ['author', 'mine'],
    ['supported', 'supported'],
    ['followed', 'followed'],
  ]
  return {
    area: query.get('area') ?? '',
    domain: query.get('domain') ?? '',
    category: query.get('category') ?? '',
    status: query.get('status') ?? '',
    sort: (sorts.includes(sort) ? sort : 'new') as Sort,
    shelf: shelves.find(([name]) => query.get(name) === 'me')?.[1],
  }
}

/** How many filters are set, the order not among them. */
export function filterCount(filter: Filter): number {
  return [filter.area, filter.category || filter.domain, filter.status].filter(Boolean).length
}

type ListQuery = NonNullable<paths['/api/v1/reports']['get']['parameters']['query']>
type SearchQuery = NonNullable<paths['/api/v1/search']['get']['parameters']['query']>

const pageSize = 20

type Asked = { of: 'reports'; query: ListQuery } | { of: 'search'; query: SearchQuery }

/** Whether a list is kept for a filter: of an area and a status, and by the newest of a category, also in one area. */
function listed({ domain, category, status, sort }: Filter): boolean {
  return !(category || domain) || (sort === 'new' && !status)
}

/** What to ask, and of whom. */
export function askOf(filter: Filter, after?: string): Asked {
  if (filter.shelf) {
    const who = { mine: 'author', supported: 'supported', followed: 'followed' }[filter.shelf]
    return { of: 'reports', query: { [who]: 'me', after, limit: pageSize } }
  }
  const { area, category, sort } = filter
  const domain = category ? '' : filter.domain
  const status = filter.status ? [filter.status as ReportStatus] : undefined
  if (listed(filter)) {
    const some = { area: area || undefined, domain: domain || undefined, category: category || undefined }
    return { of: 'reports', query: { sort, ...some, status, after, limit: pageSize } }
  }
  const some = {
    area: area ? [area] : undefined,
    category: category ? [category] : undefined,
    domain: domain ? [domain] : undefined,
  }
  return { of: 'search', query: { sort, ...some, status, offset: Number(after ?? 0), limit: pageSize } }
}

/** Where the next page of a search begins; undefined at its end, or where the server stops counting. */
export function nextOffset(offset: number, found: { items: unknown[]; total: number }): string | undefined {
  const seen = offset + found.items.length
  return found.items.length > 0 && seen < found.total && seen <= 900 ? String(seen) : undefined
}

/** One page of what a filter chooses. */
export async function findReports(filter: Filter, after?: string): Promise<Page<Summary>> {
  const asked = askOf(filter, after)
  if (asked.of === 'reports') {
    return ask(api.GET('/api/v1/reports', { params: { query: asked.query }, querySerializer }))
  }
  const found = await ask(api.GET('/api/v1/search', { params: { query: asked.query }, querySerializer }))
  return { items: found.items, next: nextOffset(asked.query.offset ?? 0, found) }
}

/** Lists in an address are parted by commas, as the server reads them. */
export const querySerializer = { array: { style: 'form', explode: false } } as const
