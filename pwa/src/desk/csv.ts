// The queue as a table for a spreadsheet: all of its pages up to a bound, as the reader may see them. It is made here and
// not on the server because part of a filter is sifted here (queue.ts), and so that a column says what the screen says, in
// the reader's language; rights are those of the lists it is made of.
import { areaName, authorityName, categoryName } from '../city'
import type { Page } from '../pages'
import { type Summary, spoken } from '../report/types'
import { href } from '../route'
import { t } from '../words'
import { staff } from '../words/staff'
import type { Official } from './form'

/** Rows of an export at most. */
export const mostRows = 2000

/**
 * A field of RFC 4180. A spreadsheet takes a text that begins with one of = + - @ or a control character for a formula,
 * wherever the text is from: such a text gets an apostrophe, which shows it as it is.
 */
export function field(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(value) ? `'${value}` : value
  return /[",;\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Lines parted by CRLF behind a byte order mark, without which spreadsheets take Arabic for Latin-1. */
export function csvOf(rows: (string | number)[][]): string {
  return `\uFEFF${rows.map((row) => row.map(field).join(',')).join('\r\n')}\r\n`
}

/** Reads a queue to its end or to mostRows; told hears how many there are so far. */
export async function readAll(
  find: (after?: string) => Promise<Page<Summary>>,
  told: (n: number) => void,
): Promise<{ items: Summary[]; cut: boolean }> {
  const items: Summary[] = []
  let next: string | undefined
  // A page may hold nothing of a filter that is sifted: pages are bounded too.
  for (let pages = 0; pages < 200; pages++) {
    const page = await find(next)
    items.push(...page.items)
    next = page.next
    told(Math.min(items.length, mostRows))
    if (!next || items.length >= mostRows) break
  }
  return { items: items.slice(0, mostRows), cut: items.length > mostRows || !!next }
}

/** The table of some reports: a line of headings, then one each. Times are ISO 8601 in every language. */
export function tableOf(items: Summary[], officials: Official[]): (string | number)[][] {
  const yes = (is: boolean) => (is ? staff.queue.yes : staff.queue.no)
  const names = new Map(officials.map(({ id, name }) => [id, name]))
  const line = (one: Summary) => [
    spoken(one.ref),
    one.title || categoryName(one.category),
    categoryName(one.category) || one.category,
    areaName(one.area) || one.area,
    authorityName(one.authority) || one.authority,
    t.report.status[one.status],
    yes(one.contested),
    yes(one.overdue),
    yes(one.awaiting_answer),
    one.created_at,
    one.due_at,
    one.updated_at,
    one.assignee ? (names.get(one.assignee) ?? one.assignee) : '',
    one.supports,
    one.location.lon,
    one.location.lat,
    new URL(href(`/reports/${one.id}`), location.href).href,
  ]
  return [Object.values(staff.queue.columns), ...items.map(line)]
}

/** Hands a text to the browser as a file. */
export function save(text: string, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
