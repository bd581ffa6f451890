// What every browser test stands on: a phone of 360 pixels in the test's language, watched for faults.
import { AxeBuilder } from '@axe-core/playwright'
import { test as base, type ConsoleMessage, expect, type Page } from '@playwright/test'
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
  await page.goto(`/${lang}${path}`)
  await arrived(page)
}

export async function arrived(page: Page): Promise<void> {
  await expect(page.locator('#app .page h1').first()).toBeVisible()
  await page.waitForLoadState('networkidle')
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
  const { violations } = await new AxeBuilder({ page }).analyze()
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    grave.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' ')}`),
    page.url(),
  ).toEqual([])
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
