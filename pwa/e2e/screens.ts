// Pictures of every screen, for people to look at: `make screens` writes them to docs/screens, and the few that a shop window
// shows before the app is installed to public/icons.
import { mkdirSync, writeFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { test as plain } from '@playwright/test'
import { become, open, settled, test } from './harness'
import { pathOf, prepare, type Row, rows } from './table'
import { langs } from './words'

const folder = new URL('../../docs/screens/', import.meta.url).pathname
const window = new URL('../public/icons/', import.meta.url).pathname
const most = 60 * 1024
const groups = [...new Set(rows.map(({ as }) => as))]

test.describe.configure({ mode: 'parallel' })

plain.beforeAll(() => {
  mkdirSync(folder, { recursive: true })
})

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang, expected: [/./] })
    test.setTimeout(400_000)
    for (const who of groups) {
      test(`pictures of ${who ?? 'nobody'}`, async ({ page, words, person }) => {
        await prepare(who, person)
        if (who) await become(page, who)
        for (const row of rows.filter((one) => one.as === who && one.picture !== false)) {
          const path = await pathOf(row, person)
          for (const width of row.wide ? [1280] : [360, 1280]) {
            await page.setViewportSize({ width, height: width === 360 ? 740 : 860 })
            await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
            await open(page, lang, path)
            await row.press?.(page, words)
            await settled(page)
            await take(page, row, `${lang}.${width}`)
            await row.after?.(page)
          }
        }
      })
    }
  })
}

// The page is opened once a width; the dark is the same page in other colours.
async function take(page: Page, row: Row, tail: string): Promise<void> {
  const picture = await small(page)
  writeFileSync(`${folder}${row.name}.${tail}.webp`, picture)
  if (row.shop) writeFileSync(`${window}screen-${row.name}.${tail}.webp`, picture)
  if (!row.dark) return
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  writeFileSync(`${folder}${row.name}.${tail}.dark.webp`, await small(page))
}

/** As sharp as fits into what a phone may be asked to load. */
async function small(page: Page): Promise<Buffer> {
  const browser = await page.context().newCDPSession(page)
  let picture = Buffer.alloc(0)
  for (const quality of [84, 72, 60, 48]) {
    const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality })
    picture = Buffer.from(data, 'base64')
    if (picture.length <= most) break
  }
  await browser.detach()
  return picture
}
