import { describe, expect, it } from 'vitest'
import { endOf } from './day'

describe('the last day of a role', () => {
  const now = new Date(2026, 10, 23, 15).getTime()
  it.each([
    ['2026-12-31', new Date(2027, 0, 1).toISOString()],
    ['2026-11-23', new Date(2026, 10, 24).toISOString()],
    ['2026-11-22', undefined],
    ['', undefined],
    ['soon', undefined],
  ])('%s ends at %s', (day, end) => expect(endOf(day, now)).toBe(end))
})
