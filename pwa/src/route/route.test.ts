import { describe, expect, it } from 'vitest'
import { ulid } from '../ulid'
import { match, splitLang } from './match'

describe('paths', () => {
  it.each([
    ['/', '/', {}],
    ['/reports/:id', '/reports/01J0', { id: '01J0' }],
    ['/reports/:id', '/reports/01J0/', { id: '01J0' }],
    ['/reports/:id', '/reports/a%20b', { id: 'a b' }],
    ['/reports/:id', '/reports/%E0%A4%A', { id: '%E0%A4%A' }],
    ['/reports/new', '/reports/01J0', undefined],
    ['/reports/:id', '/reports', undefined],
    ['/reports/:id', '/reports/1/2', undefined],
  ])('%s against %s', (pattern, path, wanted) => expect(match(pattern, path)).toEqual(wanted))

  it('know their language', () => {
    const langs = ['fr', 'ar']
    expect(splitLang('/ar/reports/1', langs)).toEqual({ lang: 'ar', rest: '/reports/1' })
    expect(splitLang('/fr', langs)).toEqual({ lang: 'fr', rest: '/' })
    expect(splitLang('/de/x', langs)).toEqual({ lang: '', rest: '/de/x' })
  })
})

describe('a ULID', () => {
  it('has 26 characters of Crockford’s alphabet, sorts by time and does not repeat', () => {
    const made = new Set(Array.from({ length: 1000 }, () => ulid(1_700_000_000_000)))
    expect(made.size).toBe(1000)
    for (const id of made) expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
    expect(ulid(1_700_000_000_000) < ulid(1_700_000_000_001)).toBe(true)
    expect(ulid(1_469_918_176_385).slice(0, 10), 'the spec’s own example').toBe('01ARYZ6S41')
  })
})
