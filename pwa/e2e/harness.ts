// What every browser test stands on: a phone of 360 pixels in the test's language, watched for faults.
import { test as base, type ConsoleMessage, expect, type Page, type Request } from '@playwright/test'
import { complaints } from './looks'
import { Person, type Persona } from './people'
import { type AnyLang, type Words, wordsOf } from './words'

interface Options {
  lang: AnyLang
  /** Console errors that this test provokes. */
  expected: RegExp[]
}

interface Fixtures {
  words: Words
  faults: string[]
  person: (persona: Persona) => Promise<Person>
}

export const test = base.extend<Options & Fixtures>({
  lang: ['fr', { option: true }],
  expected: [[], { option: true }],
  locale: async ({ lang }, use) => use(lang === 'ar' ? 'ar-MA' : 'fr-MA'),
  timezoneId: 'Africa/Casablanca',
  words: async ({ lang }, use) => use(wordsOf(lang)),
  person: async ({ request }, use) => use((persona) => Person.signIn(request, persona)),
  // Whatever the browser complains of, a broken policy above all, fails the test.
  faults: [
    async ({ page, expected }, use) => {
      const faults: string[] = []
      lineOf(page)
      const note = (text: string) => {
        if (!expected.some((one) => one.test(text))) faults.push(text)
      }
      page.on('console', (message: ConsoleMessage) => {
        if (message.type() === 'error') note(`console: ${message.text()} (${message.location().url})`)
      })
      page.on('pageerror', (error) => note(`page: ${error.message}`))
      await use(faults)
      expect(faults).toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

/** Opens a screen of the app in the page's language and waits until it has settled. */
export async function open(page: Page, lang: AnyLang, path: string): Promise<void> {
  lineOf(page)
  await page.goto(`/${lang}${path}`)
  await arrived(page)
}

export async function arrived(page: Page): Promise<void> {
  await expect(page.locator('#app .page h1').first()).toBeVisible()
  await still(page)
}

/** What is on a page's line, and when that changed last. */
interface Line {
  open: Set<Request>
  at: number
}

const lines = new WeakMap<Page, Line>()

// Playwright's own "networkidle" waits for half a second of silence: with some hundred screens, minutes of nothing.
function lineOf(page: Page): Line {
  const known = lines.get(page)
  if (known) return known
  const line: Line = { open: new Set(), at: Date.now() }
  lines.set(page, line)
  const change = (how: 'add' | 'delete') => (request: Request) => {
    line.open[how](request)
    line.at = Date.now()
  }
  page.on('request', change('add'))
  page.on('requestfinished', change('delete'))
  page.on('requestfailed', change('delete'))
  return line
}

/** Waits until nothing is on the page's line, and nothing was for a fifth of a second. */
async function still(page: Page): Promise<void> {
  if (!lines.has(page)) {
    lineOf(page)
    return page.waitForLoadState('networkidle') // what was asked for before is not known
  }
  const line = lineOf(page)
  await expect
    .poll(() => line.open.size === 0 && Date.now() - line.at >= 200, { intervals: [30], timeout: 20_000 })
    .toBe(true)
}

/** Waits until nothing stands in for what is still to come. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('.bone, .spinner, .progress')).toHaveCount(0)
}

/** What must hold on every screen: the language's direction, nothing wider than a small phone, nothing a reader stumbles on. */
export async function sound(page: Page, lang: AnyLang): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('dir', lang === 'ar' ? 'rtl' : 'ltr')
  await expect(page.locator('html')).toHaveAttribute('lang', lang)
  const size = page.viewportSize() ?? { width: 360, height: 740 }
  for (const width of [320, 360]) {
    await page.setViewportSize({ width, height: 740 })
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(over, `${page.url()} is wider than ${width} px`).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize(size)
  expect(await complaints(page), page.url()).toEqual([])
}

/** Becomes one of the demonstration's people, without the sign-in screen. */
export async function become(page: Page, persona: Persona): Promise<void> {
  const answer = await page.request.post('/api/v1/auth/demo', { data: { persona } })
  expect(answer.status()).toBe(200)
  const { me } = await answer.json()
  // The app remembers on the phone whose it is; a text file of the same site is enough to write it down.
  await page.goto('/robots.txt')
  await page.evaluate((id) => localStorage.setItem('jemaa-account', id), me.id)
}
