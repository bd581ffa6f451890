// Sends what waits, oldest first, one page at a time.
import { problemFrom, problemOf } from '../api/problem'
import { change, list, settle } from './box'
import type { Command, QueuedPhoto } from './command'
import { holdsUp, judge, type Outcome } from './machine'

export interface Edges {
  fetch: (url: string, init: RequestInit) => Promise<Response>
  now: () => number
  chance: () => number
  /** Runs the work if no other page is at it; else does nothing. */
  alone: (work: () => Promise<void>) => Promise<void>
  /** Hears of each command as the server takes it. */
  delivered?: () => void
}

/** The browser's own edges. */
export const browserEdges: Edges = {
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
  chance: () => Math.random(),
  alone: async (work) => {
    if (!navigator.locks) return work()
    await navigator.locks.request('jemaa-outbox', { ifAvailable: true }, async (lock) => {
      if (lock) await work()
    })
  },
}

/** What a round came to. again: ms until something may be tried again; undefined when nothing waits. */
export interface Round {
  delivered: Command[]
  held: boolean
  again?: number
}

/** Photos that nobody attached are swept after 24 h on the server: after 20 h they are sent again. */
const photoLife = 20 * 3_600_000

/** Minutes of patience for a photo on a bad line, in ms. */
const photoPatience = 180_000
const patience = 30_000

/** Sends an account's waiting commands. by hand: also those whose time has not come. */
export async function sendAll(account: string, edges: Edges, byHand = false): Promise<Round> {
  const round: Round = { delivered: [], held: false }
  await edges.alone(async () => {
    for (const { id } of await list(account)) {
      if ((await sendOne(id, round, edges, byHand)) === 'stop') break
    }
    round.again = await pause(account, edges.now())
  })
  return round
}

async function sendOne(id: string, round: Round, edges: Edges, byHand: boolean): Promise<'go on' | 'stop'> {
  const command = await change(id, (same) => same)
  if (command?.state !== 'waiting') return 'go on'
  if (!byHand && command.nextAt > edges.now()) return holdsUp(command) ? 'stop' : 'go on'
  const outcome = await attempt(command, edges)
  const verdict = judge(command, outcome, edges.now(), edges.chance())
  if (verdict.next === 'delivered') {
    await settle(command, edges.now())
    round.delivered.push(command)
    edges.delivered?.()
    return 'go on'
  }
  const { state, tries, nextAt, refusal } = verdict.command
  await change(id, (now) => ({ ...now, state, tries, nextAt, refusal }))
  if (verdict.next === 'held') round.held = true
  if (verdict.next === 'parked') return 'go on'
  // Without a line, or told to wait, there is no use in trying the next one.
  const hopeless = verdict.next === 'held' || [0, 429, 503].includes(outcome.status)
  return hopeless || holdsUp(verdict.command) ? 'stop' : 'go on'
}

const fine: Outcome = { status: 204, code: '', detail: '', fields: {} }

async function attempt(command: Command, edges: Edges): Promise<Outcome> {
  for (const photo of command.photos) {
    if (photo.sentAt > edges.now() - photoLife && photo.sentAt > 0) continue
    const outcome = await sendPhoto(photo, command.account, edges)
    if (outcome.status >= 300 || outcome.status === 0) return outcome
    await change(command.id, (now) => ({
      ...now,
      photos: now.photos.map((one) => (one.id === photo.id ? { ...one, sentAt: edges.now() } : one)),
    }))
  }
  const json = command.body === undefined ? undefined : JSON.stringify(command.body)
  const headers: Record<string, string> = { [forAccount]: command.account }
  if (json !== undefined) headers['Content-Type'] = 'application/json'
  if (command.ifMatch) headers['If-Match'] = command.ifMatch
  return exchange(command.path, edges, patience, { method: command.method, body: json, headers })
}

/** The server refuses what was kept for another account than the session's: the cookie may have changed hands since. */
const forAccount = 'Jemaa-Account'

function sendPhoto(photo: QueuedPhoto, account: string, edges: Edges): Promise<Outcome> {
  return exchange(`/api/v1/photos/${photo.id}`, edges, photoPatience, {
    method: 'PUT',
    body: photo.blob,
    headers: { 'Content-Type': photo.blob.type, [forAccount]: account },
  })
}

async function exchange(url: string, edges: Edges, ms: number, init: RequestInit): Promise<Outcome> {
  try {
    const response = await edges.fetch(url, { ...init, signal: AbortSignal.timeout(ms) })
    return response.ok ? { ...fine, status: response.status } : await problemOf(response)
  } catch (error) {
    return problemFrom(error)
  }
}

async function pause(account: string, now: number): Promise<number | undefined> {
  const waiting = (await list(account)).filter((command) => command.state === 'waiting')
  const next = waiting.findIndex(holdsUp)
  const candidates = next < 0 ? waiting : waiting.slice(0, next + 1)
  if (candidates.length === 0) return undefined
  return Math.max(Math.min(...candidates.map((command) => command.nextAt)) - now, 1_000)
}
