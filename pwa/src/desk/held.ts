// Acts that wait a moment before they are sent, so that they can be taken back. Nothing held is shown as done: the server
// has no way back from most acts (a resident is told at once), so the honest undo is not to have sent yet. What is held
// goes out when its time is up, or at once when the page is left; it is on the disk meanwhile, and sending it twice
// changes nothing, because an act has its own id.
import { signal } from '@preact/signals'
import type { Report } from '../report/types'
import { accountId, onAccount } from '../session'
import { pageLang } from '../words'
import { type Body, type Name, post } from './act'
import { dropDraft } from './drafts'
import { all, drop, put } from './store'

export interface Held {
  /** The act's own id. */
  id: string
  account: string
  /** The tab that counts the seconds. */
  tab: string
  report: { id: string; title: string; lang: string }
  /** The revision it was decided on. */
  rev: number
  name: Name
  label: string
  body: Body
  /** When it is sent, in milliseconds of the clock. */
  until: number
  state: 'held' | 'sending' | 'failed'
  problem?: unknown
}

/** The acts that wait, oldest first. */
export const held = signal<Held[]>([])

/** The clock of the countdowns; it ticks only while something waits. */
export const clock = signal(Date.now())

/** Seconds that there are to take an act back. */
export const delays = [0, 10, 30] as const
const memory = 'jemaa-desk-hold'
const chosen = typeof localStorage === 'undefined' ? 10 : Number(localStorage.getItem(memory) ?? 10)
export const delay = signal<number>(delays.find((one) => one === chosen) ?? 10)

export function setDelay(seconds: number): void {
  delay.value = seconds
  localStorage.setItem(memory, String(seconds))
}

/** What the desk does with an answer: shows it, and says so. */
export const onSent: { run: (one: Held, now: Report) => void; failed: (one: Held) => void } = {
  run: () => {},
  failed: () => {},
}

const tab = Math.random().toString(36).slice(2)
const timers = new Map<string, ReturnType<typeof setTimeout>>()
let ticking: ReturnType<typeof setInterval> | undefined

/** Seconds until an act is sent. */
export const secondsLeft = (one: Held) => Math.max(0, Math.ceil((one.until - clock.value) / 1000))

/** What waits for a report. */
export const heldFor = (report: string) => held.value.find((one) => one.report.id === report)

/** Holds an act back for as long as the official wants. */
export function hold(act: Pick<Held, 'report' | 'rev' | 'name' | 'label' | 'body'>): Held {
  const now = Date.now()
  const id = act.body.id ?? ''
  const one: Held = { ...act, id, account: accountId(), tab, until: now + delay.value * 1000, state: 'held' }
  set([...held.value.filter((other) => other.id !== id), one])
  void put('held', one)
  timers.set(
    id,
    setTimeout(() => void send(id), delay.value * 1000),
  )
  return one
}

function set(now: Held[]): void {
  held.value = now
  clock.value = Date.now()
  const counts = now.some((one) => one.state === 'held')
  if (counts && !ticking) ticking = setInterval(() => (clock.value = Date.now()), 250)
  if (!counts) {
    clearInterval(ticking)
    ticking = undefined
  }
}

const change = (id: string, part: Partial<Held>) =>
  set(held.value.map((one) => (one.id === id ? { ...one, ...part } : one)))

function forget(id: string): void {
  clearTimeout(timers.get(id))
  timers.delete(id)
  set(held.value.filter((one) => one.id !== id))
  void drop('held', id)
}

/** Takes back what was not sent; false when it is too late. Its words stay in the draft. */
export function takeBack(id: string): boolean {
  const one = held.value.find((other) => other.id === id)
  if (!one || one.state === 'sending') return false
  forget(id)
  return true
}

/** Sends an act now. Resolves when it has arrived or has failed; never throws. */
export async function send(id: string): Promise<void> {
  const one = held.value.find((other) => other.id === id)
  if (!one || one.state === 'sending') return
  clearTimeout(timers.get(id))
  change(id, { state: 'sending', problem: undefined })
  try {
    const now = await post(one.report, one.body, one.rev)
    forget(id)
    dropDraft(one.report, one.name)
    onSent.run(one, now)
  } catch (problem) {
    change(id, { state: 'failed', problem })
    onSent.failed(one)
  }
}

/** Sends everything that waits: the desk is left for another screen. */
export async function sendAll(): Promise<void> {
  await Promise.all(held.value.filter((one) => one.state === 'held').map((one) => send(one.id)))
}

/** Sends what an earlier page left behind, unless the tab that holds it still counts. */
export async function resume(): Promise<void> {
  const alive = (await navigator.locks?.query())?.held?.map((lock) => lock.name) ?? []
  const found = (await all('held')).filter(
    (one) => one.account === accountId() && !alive.includes(lockOf(one.tab)) && !heldFor(one.report.id),
  )
  set([...held.value, ...found.map((one) => ({ ...one, tab, state: 'held' as const, until: 0 }))])
  for (const one of found) await send(one.id)
}

const lockOf = (name: string) => `jemaa-desk-${name}`

onAccount((account) => {
  for (const one of held.value) if (one.account !== account) forget(one.id)
})

// The page goes: the worker sends what waits, or the browser does. The answer is for the next page, which sends once more.
function leave(): void {
  const worker = navigator.serviceWorker?.controller
  for (const { state, report, rev, body: act } of held.value) {
    if (state !== 'held') continue
    const path = `/api/v1/reports/${report.id}/updates`
    const headers = { 'Content-Type': 'application/json', 'If-Match': String(rev), 'Accept-Language': pageLang() }
    const body = JSON.stringify(act)
    if (worker) worker.postMessage({ type: 'send', path, headers, body })
    else void fetch(path, { method: 'POST', keepalive: true, headers, body }).catch(() => {})
  }
}

if (typeof addEventListener === 'function') {
  addEventListener('pagehide', leave)
  // Held for as long as this tab lives.
  void navigator.locks?.request(lockOf(tab), () => new Promise(() => {}))
}
