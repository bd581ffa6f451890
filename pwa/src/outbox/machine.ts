// What becomes of a command after an attempt: pure, so that every line of it can be tested.
import type { Command } from './command'

/** What an attempt came to. status 0 is no answer at all. */
export interface Outcome {
  status: number
  code: string
  detail: string
  fields: Record<string, string>
  /** Seconds, when the server said so. */
  retryAfter?: number
}

export type Verdict =
  /** The server has it: delete it and go on. */
  | { next: 'delivered' }
  /** Keep it and stop: the line or the server is not well. */
  | { next: 'later'; command: Command }
  /** Keep it and go on with the others: the person must mend it. */
  | { next: 'parked'; command: Command }
  /** Keep it and stop: the person must sign in. */
  | { next: 'held'; command: Command }

const shortest = 5_000
const longest = 15 * 60_000

/** Milliseconds to wait after so many failures: 5 s, doubling to 15 minutes, with up to a fifth of chance against herds. */
export function backOff(tries: number, chance: number): number {
  return Math.min(longest, shortest * 2 ** Math.min(tries, 12)) * (0.8 + 0.2 * chance)
}

/** Codes with which the server says that it holds this very command already. */
const alreadyThere = new Set(['already_there', 'already_exists', 'already_done'])

const again = new Set([0, 408, 425, 429])

/** Judges an attempt; chance is between 0 and 1. */
export function judge(command: Command, outcome: Outcome, now: number, chance: number): Verdict {
  const { status, code, detail, fields, retryAfter } = outcome
  if (status >= 200 && status < 300) return { next: 'delivered' }
  if (status === 409 && alreadyThere.has(code)) return { next: 'delivered' }
  // What was to be undone is not there: the wish is fulfilled.
  if (command.method === 'DELETE' && (status === 404 || status === 410)) return { next: 'delivered' }
  if (status === 401) return { next: 'held', command: { ...command, state: 'held' } }
  if (status >= 500 || again.has(status)) {
    const wait = Math.max(backOff(command.tries, chance), (retryAfter ?? 0) * 1000)
    return { next: 'later', command: { ...command, state: 'waiting', tries: command.tries + 1, nextAt: now + wait } }
  }
  return { next: 'parked', command: { ...command, state: 'parked', refusal: { status, code, detail, fields } } }
}

/** A command that failed this often no longer holds up those behind it: the fault may be its own. */
const stubborn = 3

/** Whether the commands behind this one must wait for it: order matters, but not for ever. */
export function holdsUp(command: Command): boolean {
  return command.tries <= stubborn
}

/** A command that the person sends again by hand. */
export function revive(command: Command): Command {
  return { ...command, state: 'waiting', tries: 0, nextAt: 0, refusal: undefined }
}
