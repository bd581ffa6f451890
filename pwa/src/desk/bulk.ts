// One act on many reports: each is sent on its own, in the order of the queue, and has a result of its own. What failed can
// be tried again under the same id, so that nothing is done twice.
import { type Problem, problemText } from '../api'
import type { Report, Summary } from '../report/types'
import { ulid } from '../ulid'
import type { Lang } from '../words'
import { type Act, type Body, bodyOf, type Draft, type Name } from './act'
import { fill } from './template'

export type State = 'waiting' | 'sending' | 'done' | 'failed' | 'stopped'

export interface Item {
  report: Summary
  /** The act's id, the same at every try. */
  id: string
  state: State
  problem?: string
}

/** Reports of one bulk act at most. */
export const mostItems = 100

/** Acts that make sense for many at once: no photo, no original, nothing that one report alone can say. */
export const bulkable: readonly Name[] = [
  'acknowledged',
  'in_progress',
  'resolved',
  'declined',
  'answer',
  'note',
  'assign',
  'hand_over',
]

export const itemsOf = (reports: Summary[]): Item[] =>
  reports.slice(0, mostItems).map((report) => ({ report, id: ulid(), state: 'waiting' }))

/** What is sent for one of them: the draft with this report's own in the fields. */
export function bodyFor(act: Act, draft: Draft, { report, id }: Item, lang: Lang): Body {
  const filled = (text: string) => fill(text, report, lang)
  return bodyOf(act.name, { ...draft, id, photos: [], text: filled(draft.text), reason: filled(draft.reason) })
}

interface Run {
  items: Item[]
  send: (item: Item) => Promise<Report>
  /** Hears of every change, with the answer when there is one. */
  told: (items: Item[], now?: Report) => void
  stopped: () => boolean
  wait?: (ms: number) => Promise<void>
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

/** Sends what waits, one after the other; a "too many" is waited for, and a stop leaves the rest unsent. */
export async function run({ items, send, told, stopped, wait = pause }: Run): Promise<Item[]> {
  let now = items
  const change = (id: string, part: Partial<Item>, answer?: Report) => {
    now = now.map((one) => (one.id === id ? { ...one, ...part } : one))
    told(now, answer)
  }
  for (const { id, state } of items) {
    if (state !== 'waiting') continue
    if (stopped()) {
      change(id, { state: 'stopped' })
      continue
    }
    change(id, { state: 'sending', problem: undefined })
    try {
      const item = now.find((one) => one.id === id) as Item
      const answer = await patient(() => send(item), wait, stopped)
      change(id, { state: 'done' }, answer)
    } catch (problem) {
      change(id, { state: 'failed', problem: problemText(problem) })
    }
  }
  return now
}

async function patient<T>(send: () => Promise<T>, wait: (ms: number) => Promise<void>, stopped: () => boolean) {
  for (let tries = 0; ; tries++) {
    try {
      return await send()
    } catch (problem) {
      const { status, retryAfter = 1 } = problem as Problem
      if (status !== 429 || tries >= 5 || stopped()) throw problem
      await wait(Math.min(retryAfter, 10) * 1000)
    }
  }
}

/** Makes what failed or was stopped wait once more. */
export const again = (items: Item[]): Item[] =>
  items.map((one) => (one.state === 'failed' || one.state === 'stopped' ? { ...one, state: 'waiting' } : one))

export const countOf = (items: Item[], ...states: State[]) => items.filter(({ state }) => states.includes(state)).length
