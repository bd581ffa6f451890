// What is being written, kept through a reload until it is sent or the official signs out.
import { signal } from '@preact/signals'
import type { Report } from '../report/types'
import { accountId, onAccount } from '../session'
import { ulid } from '../ulid'
import type { Draft, Name } from './act'
import { all, drop, put } from './store'

const drafts = new Map<string, Draft>()
/** Counts changes, so that what shows drafts hears of them. */
const turn = signal(0)

/** Drafts that are kept, the last written ones, for so long (milliseconds). */
const most = 200
const longest = 30 * 86_400_000
/** Milliseconds of quiet before a draft goes to the disk. */
const quiet = 250

const keyOf = (report: { id: string }, name: Name) => `${accountId()}/${report.id}/${name}`

/** Reads what was kept, once, before the first form; drops what is old or another account's. */
export async function loadDrafts(now = Date.now()): Promise<void> {
  const found = (await all('drafts')).sort((a, b) => b.at - a.at)
  found.forEach(({ key, draft, at }, i) => {
    if (!key.startsWith(`${accountId()}/`) || i >= most || now - at > longest) void drop('drafts', key)
    else if (!drafts.has(key)) drafts.set(key, draft)
  })
  turn.value++
}

/** The draft of an act on a report; a new one the first time. */
export function draftOf(report: Report, name: Name): Draft {
  const key = keyOf(report, name)
  const fresh = { text: '', reason: '', photos: [], sent: [], authority: '', original: '' }
  const draft = drafts.get(key) ?? { id: ulid(), ...fresh, assignee: report.assignee ?? '' }
  drafts.set(key, draft)
  return draft
}

const waiting = new Map<string, ReturnType<typeof setTimeout>>()

/** Keeps a change of a draft. */
export function keepDraft(report: { id: string }, name: Name, draft: Draft): void {
  const key = keyOf(report, name)
  drafts.set(key, draft)
  turn.value++
  clearTimeout(waiting.get(key))
  waiting.set(
    key,
    setTimeout(() => write(key), quiet),
  )
}

function write(key: string): void {
  clearTimeout(waiting.get(key))
  waiting.delete(key)
  const draft = drafts.get(key)
  if (draft) void put('drafts', { key, draft, at: Date.now() })
}

/** Forgets a draft: it has arrived. */
export function dropDraft(report: { id: string }, name: Name): void {
  const key = keyOf(report, name)
  clearTimeout(waiting.get(key))
  waiting.delete(key)
  drafts.delete(key)
  turn.value++
  void drop('drafts', key)
}

/** Whether something was written for a report and not sent; heard by whatever renders with it. */
export function hasDraft(report: { id: string }): boolean {
  if (turn.value < 0) return false
  const start = `${accountId()}/${report.id}/`
  return [...drafts].some(
    ([key, { text, reason, photos }]) => key.startsWith(start) && !!(text.trim() || reason.trim() || photos.length),
  )
}

onAccount((account) => {
  for (const key of drafts.keys()) if (!key.startsWith(`${account}/`)) drafts.delete(key)
})

if (typeof addEventListener === 'function') {
  addEventListener('pagehide', () => {
    for (const key of waiting.keys()) write(key)
  })
}
