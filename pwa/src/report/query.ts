// What a list of reports asks for, as it stands in the address: one set of names for the list, the map and the desk.
import { api, ask } from '../api'
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

const pageSize = 20

/** One page of what a filter chooses. Lists answer any two filters; three are the search's affair. */
export async function findReports(filter: Filter, after?: string): Promise<Page<Summary>> {
  if (filter.shelf) {
    const who = { mine: 'author', supported: 'supported', followed: 'followed' }[filter.shelf]
    return ask(api.GET('/api/v1/reports', { params: { query: { [who]: 'me', after, limit: pageSize } } }))
  }
  const { area, category, sort } = filter
  const domain = category ? '' : filter.domain
  const status = filter.status ? [filter.status as ReportStatus] : undefined
  if (filterCount(filter) < 3) {
    const query = {
      sort,
      area: area || undefined,
      domain: domain || undefined,
      category: category || undefined,
      status,
      after,
      limit: pageSize,
    }
    return ask(api.GET('/api/v1/reports', { params: { query }, querySerializer }))
  }
  const offset = Number(after ?? 0)
  const query = {
    sort,
    area: [area],
    category: category ? [category] : undefined,
    domain: domain ? [domain] : undefined,
    status,
    offset,
    limit: pageSize,
  }
  const found = await ask(api.GET('/api/v1/search', { params: { query }, querySerializer }))
  const seen = offset + found.items.length
  const more = found.items.length > 0 && seen < found.total && seen <= 900
  return { items: found.items, next: more ? String(seen) : undefined }
}

/** Lists in an address are parted by commas, as the server reads them. */
export const querySerializer = { array: { style: 'form', explode: false } } as const
