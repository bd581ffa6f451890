// What holds for every screen that needs no sign-in, in every language: it fits a small phone, it reads to a screen reader, it
// breaks no policy, and it opens without a network.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'

const langs = ['fr', 'ar', 'zgh', 'en']
const screens = ['/', '/reports', '/map', '/reports/new', '/search', '/sign-in', '/about', '/nowhere']

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(page.locator('#app h1').first()).toBeVisible()
  await page.waitForLoadState('networkidle')
}

for (const lang of langs) {
  test.describe(lang, () => {
    for (const screen of screens) {
      test(`${screen} fits, reads and obeys`, async ({ page }) => {
        const refused: string[] = []
        page.on('console', (message) => {
          if (/Content.Security.Policy/i.test(message.text())) refused.push(message.text())
        })
        await visit(page, `/${lang}${screen}`)
        for (const width of [320, 360]) {
          await page.setViewportSize({ width, height: 740 })
          const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
          expect(over, `wider than ${width} px`).toBeLessThanOrEqual(0)
        }
        await expect(page.locator('html')).toHaveAttribute('dir', lang === 'ar' ? 'rtl' : 'ltr')
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' ')}`)).toEqual([])
        expect(refused).toEqual([])
      })
    }
  })
}

test('the app opens without a network, in the language in which it was read', async ({ page, context }) => {
  await visit(page, '/ar/')
  await page.evaluate(() => navigator.serviceWorker.ready)
  await expect.poll(() => page.evaluate(() => caches.match('/ar/shell').then(Boolean))).toBe(true)
  await context.setOffline(true)
  await page.reload()
  await expect(page.locator('h1')).toBeVisible()
  await page.locator('.tabbar a[href="/ar/reports/new"]').click()
  await expect(page).toHaveURL(/\/ar\/reports\/new$/)
  await expect(page.locator('h1')).toBeFocused()
})

test('the focus is never hidden under the bar', async ({ page }) => {
  await visit(page, '/fr/')
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab')
    const hidden = await page.evaluate(() => {
      const active = document.activeElement
      const bar = document.querySelector('.tabbar')
      if (!active || !bar || bar.contains(active) || active === document.body) return false
      const [a, b] = [active.getBoundingClientRect(), bar.getBoundingClientRect()]
      return a.top >= b.top && a.bottom <= b.bottom + 1
    })
    expect(hidden, `after ${i + 1} tabs`).toBe(false)
  }
})
