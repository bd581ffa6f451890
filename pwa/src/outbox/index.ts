// The outbox: what the person did and the city does not know yet. Everything that changes something goes through here,
// online or not, so that there is one path and it is the tested one.
import { computed, signal } from '@preact/signals'
import { atRest } from '../rest'
import { accountId, loadMe, onAccount, ownerId } from '../session'
import type { Delivered } from './box'
import type { Command, Draft } from './command'

const engine = () => import('./engine')

export type { Delivered } from './box'
export type { Command, Draft, Kind, State } from './command'

/** What waits, oldest first. */
export const waiting = signal<Command[]>([])
export const waitingCount = computed(() => waiting.value.length)

/** What arrived lately, the latest first; undefined until the disk was read: nothing may be called sent before. */
export const arrived = signal<Delivered[] | undefined>(undefined)

/** True while a round of sending runs in this page. */
export const sending = signal(false)

const ears = new Set<(done: Delivered) => void>()

/** Hears of each command that arrived, whoever sent it: a screen loads its subject again. Returns a way to stop. */
export function onDelivered(listen: (done: Delivered) => void): () => void {
  ears.add(listen)
  return () => ears.delete(listen)
}

/** Commands about one subject that have not arrived: what an optimistic screen adds to the server's answer. */
export function waitingFor(subject: string): Command[] {
  return waiting.value.filter((command) => command.subject === subject)
}

/** Keeps a command on disk, then tries to send it; resolves when it is kept, which is the promise to the person. */
export async function enqueue(draft: Draft): Promise<void> {
  const { askForSync, keep } = await engine()
  await keep(draft, ownerId(), Date.now())
  await refresh()
  askForSync()
  void sendNow()
}

/** Sends what waits. by hand: at once, whatever the back-off says. */
export async function sendNow(byHand = false): Promise<void> {
  const account = accountId()
  if (!account || sending.value) return
  sending.value = true
  try {
    const { browserEdges, sendAll } = await engine()
    const round = await sendAll(account, { ...browserEdges, delivered: () => void refresh() }, byHand)
    await refresh()
    if (round.delivered.length > 0) tell()
    plan(round.again)
  } finally {
    sending.value = false
  }
}

/** Reads the list again, and tells of what arrived since. */
export async function refresh(): Promise<void> {
  const box = await engine()
  const own = ownerId()
  const [nobodys, mine, done] = await Promise.all([box.list(''), own ? box.list(own) : [], own ? box.arrived(own) : []])
  const known = arrived.value?.map((one) => one.id)
  arrived.value = done
  waiting.value = [...nobodys, ...mine]
  const news = known ? done.filter(({ id }) => !known.includes(id)) : []
  for (const one of news) for (const listen of ears) listen(one)
  // What the account itself says of the person has changed.
  if (news.some(({ kind }) => kind === 'preferences' || kind === 'mark_read')) void loadMe()
}

let timer: ReturnType<typeof setTimeout> | undefined

// Background Sync is Chromium's only; a timer, the line, the eye and the hand are everybody's.
function plan(again?: number): void {
  clearTimeout(timer)
  if (again !== undefined) timer = setTimeout(() => void sendNow(), again)
}

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('jemaa-outbox')

/** Tells the other pages that the list has changed. */
export function tell(): void {
  channel?.postMessage('changed')
}

/** Starts listening for chances to send. Once, at the start of the app. */
export function startOutbox(): void {
  channel?.addEventListener('message', () => void refresh())
  addEventListener('online', () => void sendNow(true))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void refresh().then(() => sendNow())
  })
  onAccount(async (account) => {
    // The next person's own history of arrivals is no news.
    arrived.value = undefined
    if (account) await (await engine()).adopt(account)
    await refresh()
    if (account) await sendNow(true)
  })
  atRest(() => void refresh().then(() => sendNow()))
}
