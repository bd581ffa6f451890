import { describe, expect, it } from 'vitest'
import { digits, ownPath } from './typed'

describe('where one goes after signing in', () => {
  it.each([
    ['/fr/reports/01J0?x=1', '/fr/reports/01J0?x=1'],
    [null, '/me'],
    ['', '/me'],
    ['//evil.test/', '/me'],
    ['/\\evil.test', '/me'],
    ['https://evil.test/', '/me'],
    ['javascript:alert(1)', '/me'],
  ])('%s: %s', (next, path) => expect(ownPath(next)).toBe(path))
})

describe('a code', () => {
  it.each([
    ['1234 5678', '12345678'],
    ['١٢٣٤٥٦٧٨', '12345678'],
    ['۱۲۳۴-۵۶۷۸', '12345678'],
    ['x', ''],
  ])('%s is %s', (typed, wanted) => expect(digits(typed)).toBe(wanted))
})
