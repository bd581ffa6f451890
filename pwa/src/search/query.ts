// What is looked for, as it stands in the address, and the question that it makes.
import type { Point } from '../city'
import type { ReportStatus } from '../report/types'

export const sorts = ['relevance', 'new', 'updated', 'deadline', 'supported', 'near'] as const
export type Sort = (typeof sorts)[number]

/** The fields that chips narrow down by. */
export const facets = ['status', 'area', 'category'] as const
export type Facet = (typeof facets)[number]

export interface Wanted {
  q: string
  status: string
  area: string
  category: string
  near?: Point
  sort: Sort
}

/** Reads the address; what is no word of ours counts as nothing. */
export function wantedOf(query: URLSearchParams): Wanted {
  const near = pointOf(query.get('near') ?? '')
  const sort = query.get('sort') as Sort
  return {
    q: (query.get('q') ?? '').slice(0, 200),
    status: query.get('status') ?? '',
    area: query.get('area') ?? '',
    category: query.get('category') ?? '',
    near,
    sort: sorts.includes(sort) && (sort !== 'near' || near) ? sort : 'relevance',
  }
}

function pointOf(text: string): Point | undefined {
  const [lon, lat] = text.split(',').map(Number)
  if (lon === undefined || lat === undefined || !Number.isFinite(lon) || !Number.isFinite(lat)) return undefined
  return { lon, lat }
}

/** Writes a place for the address: to about a hundred metres, which finds the same and tells less. */
export function placeText({ lon, lat }: Point): string {
  return `${lon.toFixed(3)},${lat.toFixed(3)}`
}

const around = 5_000

/** The server's question: one page of what is wanted, with the counts for the chips. */
export function questionOf(wanted: Wanted, offset: number) {
  const { q, near, status, area, category } = wanted
  return {
    q: q.trim() || undefined,
    status: status ? [status as ReportStatus] : undefined,
    area: area ? [area] : undefined,
    category: category ? [category] : undefined,
    near: near && placeText(near),
    metres: near && around,
    sort: orderOf(wanted),
    facets: offset === 0 ? [...facets] : undefined,
    offset,
    limit: 20,
  }
}

/** Without words nothing is more relevant than anything else: then the newest come first. */
export function orderOf({ q, sort }: Wanted): Sort {
  return sort === 'relevance' && !q.trim() ? 'new' : sort
}

/** True when nothing is asked for yet. */
export function blank({ q, status, area, category, near }: Wanted): boolean {
  return !q.trim() && !status && !area && !category && !near
}

/** The ten digits of a reference number, however one writes it; "" when the text is none. */
export function refOf(text: string): string {
  const digits = text
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
    .replace(/[\s.\-\u2010-\u2013]/g, '')
  return /^\d{10}$/.test(digits) ? digits : ''
}
