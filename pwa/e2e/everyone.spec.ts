// What holds on every screen, for whoever opens it and in every language: axe has nothing to say by day or by night, it fits a
// small phone and large letters, a thumb can hit everything, and nothing moves for those who asked for stillness.
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { match } from '../src/route/match'
import { become, expect, open, settled, test } from './harness'
import { complaints, enlarge, excess, moving, smallTargets } from './looks'
import type { Person, Persona } from './people'
import { pathOf, prepare, type Row, rows } from './table'
import { type AnyLang, allLangs, type Words } from './words'

const groups = [...new Set(rows.map(({ as }) => as))]

// Each looks at its own screens: they may be looked at side by side.
test.describe.configure({ mode: 'parallel' })

interface Seen {
  page: Page
  lang: AnyLang
  words: Words
  person: (who: Persona) => Promise<Person>
}

for (const lang of allLangs) {
  test.describe(lang, () => {
    // A profile that asks nobody to sign in still answers 401 to "who am I".
    test.use({ lang, expected: [/401/, /404/] })
    test.setTimeout(180_000)
    for (const who of groups) {
      test(`every screen of ${who ?? 'nobody'}`, async ({ page, words, person }) => {
        await prepare(who, person)
        if (who) await become(page, who)
        for (const row of rows.filter(({ as }) => as === who)) {
          await test.step(row.name, () => look({ page, lang, words, person }, row))
        }
      })
    }
  })
}

async function look(seen: Seen, row: Row): Promise<void> {
  const { page, lang } = seen
  await page.setViewportSize(row.wide ? { width: 1280, height: 860 } : { width: 360, height: 740 })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await open(page, lang, await pathOf(row, seen.person))
  await row.press?.(page, seen.words)
  await settled(page)
  const here = `${lang} ${row.name}`
  await expect.soft(page.locator('html'), here).toHaveAttribute('dir', lang === 'ar' ? 'rtl' : 'ltr')
  expect.soft(await complaints(page), `${here}: axe`).toEqual([])
  expect.soft(await moving(page), `${here}: moves`).toEqual([])
  if (!row.wide) expect.soft(await smallTargets(page), `${here}: small targets`).toEqual([])
  // Of axe's rules one alone looks at colours: in the dark all others would find the same page again.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  expect.soft(await complaints(page, ['color-contrast']), `${here}: contrast in the dark`).toEqual([])
  await fits(page, here)
  await row.after?.(page)
}

/** Windows in which nothing may be cut off: two phones; letters half as large again on a phone, and twice as large with the
 * room that a laptop leaves them then. */
const windows = [
  [320, 100],
  [360, 100],
  [360, 150],
  [640, 200],
] as const

async function fits(page: Page, here: string): Promise<void> {
  for (const [width, percent] of windows) {
    if (page.viewportSize()?.width !== width) await page.setViewportSize({ width, height: 740 })
    if (percent !== 100) await enlarge(page, percent)
    expect.soft(await excess(page), `${here}: wider than ${width} px at ${percent} %`).toBeLessThanOrEqual(0)
  }
  await enlarge(page, 100)
}

test('every screen of the app has a row', () => {
  const source = readFileSync(new URL('../src/app.tsx', import.meta.url), 'utf8')
  const paths = [...source.matchAll(/\{ path: '([^'*]+)'/g)].map(([, path]) => path as string)
  expect(paths.length).toBeGreaterThan(10)
  const tried = rows.map(({ path }) => path.split(/[?#]/)[0]?.replace(/\{\w+\}/, 'x') ?? '')
  const best = (path: string) => paths.find((one) => match(one, path))
  const missing = paths.filter((path) => path !== '/dev/ui' && !tried.some((one) => best(one) === path))
  expect(missing, 'add them to table.ts').toEqual([])
})
