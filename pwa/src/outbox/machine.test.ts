import { describe, expect, it } from 'vitest'
import { type Command, follow, support, unsupport } from './command'
import { backOff, judge, revive } from './machine'
import { replaces } from './merge'

const now = 1_000_000

function command(change: Partial<Command> = {}): Command {
  return {
    ...support('R1'),
    account: 'A',
    photos: [],
    createdAt: 0,
    state: 'waiting',
    tries: 0,
    nextAt: 0,
    ...change,
  }
}

function verdictOn(status: number, more: { code?: string; retryAfter?: number; of?: Partial<Command> } = {}) {
  const outcome = {
    status,
    code: more.code ?? '',
    detail: 'words',
    fields: { title: 'too long' },
    retryAfter: more.retryAfter,
  }
  return judge(command(more.of), outcome, now, 1)
}

describe('what becomes of a command', () => {
  it.each([200, 201, 202, 204])('%i: delivered', (status) => expect(verdictOn(status).next).toBe('delivered'))

  it('409 "already there": delivered; any other 409 is the person’s to look at', () => {
    expect(verdictOn(409, { code: 'already_there' }).next).toBe('delivered')
    expect(verdictOn(409, { code: 'conflict' }).next).toBe('parked')
  })

  it('404 and 410 on an undo: the wish is fulfilled; on a doing: parked', () => {
    expect(verdictOn(404, { of: { method: 'DELETE' } }).next).toBe('delivered')
    expect(verdictOn(410, { of: { method: 'DELETE' } }).next).toBe('delivered')
    expect(verdictOn(404).next).toBe('parked')
  })

  it.each([0, 408, 425, 429, 500, 502, 503, 504])('%i: kept and tried later', (status) => {
    const verdict = verdictOn(status)
    expect(verdict).toMatchObject({ next: 'later', command: { state: 'waiting', tries: 1, nextAt: now + 5_000 } })
  })

  it('obeys Retry-After when it is longer than its own patience', () => {
    expect(verdictOn(503, { retryAfter: 120 })).toMatchObject({ command: { nextAt: now + 120_000 } })
    expect(verdictOn(429, { retryAfter: 1 })).toMatchObject({ command: { nextAt: now + 5_000 } })
  })

  it.each([400, 403, 404, 409, 412, 413, 415, 422])('%i: parked with the reason', (status) => {
    const verdict = verdictOn(status, { code: 'why' })
    expect(verdict).toMatchObject({
      next: 'parked',
      command: { state: 'parked', refusal: { status, code: 'why', detail: 'words', fields: { title: 'too long' } } },
    })
  })

  it('401: kept until somebody signs in', () => {
    expect(verdictOn(401)).toMatchObject({ next: 'held', command: { state: 'held', tries: 0 } })
  })

  it('waits longer each time, never beyond 15 minutes, never less than 4/5 of its time', () => {
    const waits = Array.from({ length: 20 }, (_, i) => backOff(i, 1))
    expect(waits.slice(0, 4)).toEqual([5_000, 10_000, 20_000, 40_000])
    expect(Math.max(...waits)).toBe(900_000)
    expect(backOff(0, 0)).toBe(4_000)
  })

  it('starts afresh when sent again by hand', () => {
    const parked = command({
      state: 'parked',
      tries: 7,
      nextAt: 9,
      refusal: { status: 422, code: '', detail: '', fields: {} },
    })
    expect(revive(parked)).toMatchObject({ state: 'waiting', tries: 0, nextAt: 0, refusal: undefined })
  })
})

describe('a newer wish', () => {
  it('replaces the same and the opposite about the same thing, and nothing else', () => {
    const old = command()
    expect(replaces(unsupport('R1'), old)).toBe(true)
    expect(replaces(support('R1'), old)).toBe(true)
    expect(replaces(support('R2'), old)).toBe(false)
    expect(replaces(follow('R1'), old)).toBe(false)
  })
})
