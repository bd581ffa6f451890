import { describe, expect, it } from 'vitest'
import type { Summary } from '../report/types'
import { csvOf, field, mostRows, readAll } from './csv'

describe('a table for a spreadsheet', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    [' edge', '" edge"'],
    ['', ''],
    ['تسرب، ماء', 'تسرب، ماء'],
    ['=1+1', "'=1+1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['+212600', "'+212600"],
    ['-7', "'-7"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1', "'  =1"],
    ['\t=1', "'\t=1"],
    ['＝1', "'＝1"],
  ])('writes %j as %j', (value, expected) => {
    expect(field(value)).toBe(expected)
  })

  it('leaves numbers alone', () => {
    expect(field(-7.61)).toBe('-7.61')
  })

  it('begins with a byte order mark and parts lines by CRLF', () => {
    expect(
      csvOf([
        ['a', 'b'],
        [1, 'c,d'],
      ]),
    ).toBe('\uFEFFa,b\r\n1,"c,d"\r\n')
  })
})

describe('all pages', () => {
  const page = (n: number) => Array.from({ length: n }, () => ({}) as Summary)

  it('are read to the end', async () => {
    const told: number[] = []
    const found = await readAll(
      async (after) => ({ items: page(50), next: after === 'b' ? undefined : after ? 'b' : 'a' }),
      (n) => told.push(n),
    )
    expect([found.items.length, found.cut, told]).toEqual([150, false, [50, 100, 150]])
  })

  it('are read to a bound, and it is said', async () => {
    const found = await readAll(
      async () => ({ items: page(70), next: 'x' }),
      () => {},
    )
    expect([found.items.length, found.cut]).toEqual([mostRows, true])
  })

  it('end though they hold nothing', async () => {
    let asked = 0
    const found = await readAll(
      async () => ({ items: page(0), next: `${++asked}` }),
      () => {},
    )
    expect([asked, found.cut]).toEqual([200, true])
  })
})
