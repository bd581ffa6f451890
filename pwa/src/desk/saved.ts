// Sets of filters that an official named, on this machine: a name and the query of the address it stands for.
import { signal } from '@preact/signals'
import { accountId, onAccount } from '../session'

export interface Saved {
  name: string
  query: string
}

export const mostSaved = 20
export const mostName = 40

/** The parts of the address that are filters. */
export const filterKeys = ['authority', 'view', 'status', 'assignee', 'area', 'category'] as const

const memory = () => `jemaa-desk-filters/${accountId()}`

/** Reads what is kept; what is no list of ours counts as nothing. */
export function readSaved(text: string | null): Saved[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]')
    if (!Array.isArray(found)) return []
    return found
      .filter((one): one is Saved => typeof one?.name === 'string' && typeof one?.query === 'string')
      .slice(0, mostSaved)
  } catch {
    return []
  }
}

const read = () => (typeof localStorage === 'undefined' ? [] : readSaved(localStorage.getItem(memory())))

export const saved = signal<Saved[]>(read())
onAccount(() => (saved.value = read()))

function keep(now: Saved[]): void {
  saved.value = now
  try {
    localStorage.setItem(memory(), JSON.stringify(now))
  } catch {
    // No room: it lasts as long as the page.
  }
}

/** The filters of an address alone, in one order, so that two that mean the same are the same text. */
export function filtersIn(query: URLSearchParams): string {
  const out = new URLSearchParams()
  for (const key of filterKeys) {
    const value = query.get(key)
    if (value) out.set(key, value)
  }
  return out.toString()
}

/** Keeps a set under a name, in the place of one with the same name; false when there are too many. */
export function saveFilters(name: string, query: URLSearchParams): boolean {
  const own = name.trim().slice(0, mostName)
  const others = saved.value.filter((one) => one.name !== own)
  if (!own || others.length >= mostSaved) return false
  keep([...others, { name: own, query: filtersIn(query) }])
  return true
}

export const forgetFilters = (name: string) => keep(saved.value.filter((one) => one.name !== name))
