import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ar } from './ar'
import { pluralOf } from './category'
import { en } from './en'
import { ago, date, distance, zoneAt } from './format'
import { fr } from './fr'
import { zgh } from './zgh'

const locales = { fr, ar, zgh, en }

function leaves(value: unknown, path: string, found: Map<string, string>): Map<string, string> {
  if (typeof value === 'string') found.set(path, value)
  else if (typeof value === 'function')
    for (const n of [0, 1, 2, 5, 11, 100, 1_000_000]) found.set(`${path}(${n})`, value(n))
  else for (const [key, inner] of Object.entries(value as object)) leaves(inner, `${path}.${key}`, found)
  return found
}

describe('words', () => {
  it.each(Object.entries(locales))('%s says something under every key', (_, words) => {
    const source = [...leaves(fr, '', new Map()).keys()]
    const found = leaves(words, '', new Map())
    expect([...found.keys()]).toEqual(source)
    for (const [path, text] of found) expect(text.trim(), path).not.toBe('')
  })

  it('keeps French marks with their words: no line begins with “?”', () => {
    const here = new URL('..', import.meta.url).pathname
    const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /words\/(\w+\/)?fr\.ts$/.test(name),
    )
    expect(files.length).toBeGreaterThan(2)
    for (const name of files) {
      const said = readFileSync(here + name, 'utf8').match(/'[^'\n]*'|`[^`\n]*`/g) ?? []
      const loose = said.filter((text) => / [?!;:»]|« /.test(text.replace(/\$\{[^}]*\}/g, 'x')))
      expect(loose, name).toEqual([])
    }
  })

  it('writes Arabic in Arabic and Tamazight in Tifinagh', () => {
    for (const [path, text] of leaves(ar, '', new Map())) expect(text, path).toMatch(/[\u0600-\u06FF]/)
    for (const [path, text] of leaves(zgh, '', new Map())) expect(text, path).toMatch(/[\u2D30-\u2D7F]/)
  })

  it('knows six Arabic forms and the third French one', () => {
    expect([0, 1, 2, 3, 11, 100].map((n) => pluralOf('ar', n))).toEqual(['zero', 'one', 'two', 'few', 'many', 'other'])
    expect(fr.report.count(1_000_000)).toContain('de signalements')
    expect(ar.report.count(2)).toBe('تبليغان')
  })
})

describe('format', () => {
  const now = Date.parse('2026-10-10T12:00:00.000Z')

  it('says relative times in four languages', () => {
    const three = '2026-10-10T09:00:00.000Z'
    expect(ago(three, now, 'fr')).toBe('il y a 3 heures')
    expect(ago(three, now, 'en')).toBe('3 hours ago')
    expect(ago(three, now, 'ar')).toMatch(/3 ساعات/)
    expect(ago(three, now, 'zgh')).toBe('3 ⵜⵉⵙⵔⴰⴳⵉⵏ ⴰⵢⴰ')
    expect(ago('2026-10-11T12:00:00.000Z', now, 'fr')).toBe('demain')
    // 40 hours on is two nights away; 45 days back may be two months' names away.
    const evening = Date.parse('2026-10-10T20:00:00.000Z')
    expect(ago('2026-10-12T12:00:00.000Z', evening, 'fr')).toBe('après-demain')
    expect(ago('2026-10-11T23:00:00.000Z', evening, 'fr')).toBe('demain')
    expect(ago('2026-08-26T12:00:00.000Z', evening, 'fr')).toBe('il y a 1 mois')
    expect(ago('not a date', now, 'fr')).toBe('')
  })

  it('reads the clock as Casablanca does after the change of 2026-09-20', () => {
    expect(date('2026-10-10T23:30:00.000Z', 'time', 'en')).toContain('23:30')
    expect(date('2026-07-10T23:30:00.000Z', 'time', 'en')).toContain('00:30')
    expect(zoneAt(new Date('2026-09-20T02:00:00Z'))).toBe('UTC')
  })

  it('has its own Tamazight dates, with Latin digits', () => {
    expect(date('2026-10-10T12:00:00.000Z', 'day', 'zgh')).toBe('10 ⴽⵜⵓⴱⵔ 2026')
    expect(date('2026-10-10T12:00:00.000Z', 'long', 'zgh')).toBe('ⴰⵙⵉⴹⵢⴰⵙ 10 ⴽⵜⵓⴱⵔ 2026')
    expect(date('2026-10-10T12:00:00.000Z', 'day', 'ar')).toMatch(/10.*2026/)
  })

  it('rounds distances as one says them', () => {
    expect(distance(3, 'en')).toMatch(/^10\sm$/)
    expect(distance(247, 'fr')).toMatch(/^250\sm$/)
    expect(distance(1730, 'en')).toMatch(/^1\.7\skm$/)
  })
})
