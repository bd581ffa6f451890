import { describe, expect, it } from 'vitest'
import { isApple, type Moment, mayOffer, oneMore } from './when'

const now = Date.parse('2026-11-23T10:00:00Z')
const minute = 60_000
const day = 86_400_000
const plain: Moment = { visits: 1, laterAt: 0, installed: false }

describe('the moment to offer an installation', () => {
  it.each<[string, Partial<Moment>, boolean]>([
    ['not on a first visit', {}, false],
    ['not on a first visit, whatever is followed', { follows: true }, false],
    ['not to somebody who only reads', { visits: 9 }, false],
    ['after a report was sent', { sent: true }, true],
    ['on a second visit with something followed', { follows: true, visits: 2 }, true],
    ['not twice in two months', { sent: true, laterAt: now - 59 * day }, false],
    ['again after two months', { sent: true, laterAt: now - 61 * day }, true],
    ['not when it is installed', { sent: true, installed: true }, false],
  ])('%s', (_, more, wanted) => expect(mayOffer({ ...plain, ...more }, now)).toBe(wanted))
})

describe('a visit', () => {
  it('lasts while screens are opened, and another begins after half an hour', () => {
    const first = oneMore({ count: 0, at: 0 }, now)
    expect(first).toEqual({ count: 1, at: now })
    const same = oneMore(first, now + 29 * minute)
    expect(same.count).toBe(1)
    expect(oneMore(same, now + 58 * minute).count).toBe(1)
    expect(oneMore(same, now + 60 * minute).count).toBe(2)
  })
})

describe('an Apple phone', () => {
  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', 5, true],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 5, true],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 0, false],
    ['Mozilla/5.0 (Linux; Android 14; Pixel 7)', 5, false],
  ])('%s with %i fingers: %s', (agent, touches, wanted) => expect(isApple(agent, touches)).toBe(wanted))
})
