// What the app stands on: it opens without a network, the focus is in sight, and those who asked for more contrast, other colours
// or a system's own palette get them. What holds on every screen is in everyone.spec.ts.
import { expect, type Page, test } from '@playwright/test'
import { shell } from '../src/words/shell'
import { complaints, moving } from './looks'
import { allLangs } from './words'

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(page.locator('#app h1').first()).toBeVisible()
  await page.waitForLoadState('networkidle')
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

for (const lang of allLangs) {
  const says = shell[lang]

  test(`where scripts do not run, the page says what to do, in ${lang}`, async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    for (const path of ['shell', 'me', 'reports/new']) {
      await page.goto(`/${lang}/${path}`)
      // By its place: no text is looked for in what scripts would replace.
      const advice = page.locator('noscript p')
      await expect(advice, path).toBeVisible()
      await expect(advice, path).toContainText(says.noscript)
      await expect(page.getByText(says.loading), path).toBeHidden()
      await expect(page.getByText(says.stuck), path).toBeHidden()
    }
    await page.locator('noscript a').click()
    await expect(page.locator('#app li a').first()).toBeVisible()
    await context.close()
  })
}

test('where scripts do not come, the page says so after a while, and not before', async ({ page }) => {
  await page.route('**/assets/*.js', (route) => route.abort())
  for (const [lang, path] of [
    ['fr', 'shell'],
    ['ar', 'me'],
  ] as const) {
    await page.goto(`/${lang}/${path}`)
    const words = page.getByText(shell[lang].stuck)
    await expect(words).toBeHidden()
    // Twelve seconds later.
    await page.evaluate(() => {
      for (const one of document.getAnimations()) one.finish()
    })
    await expect(words).toBeVisible()
    await expect(page.getByRole('link', { name: shell[lang].again })).toHaveAttribute('href', '')
    expect(await complaints(page, ['color-contrast', 'target-size'])).toEqual([])
  }
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

for (const colorScheme of ['light', 'dark'] as const) {
  test(`more contrast is given to whoever asks for it, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ contrast: 'more', colorScheme, reducedMotion: 'reduce' })
    for (const path of ['/fr/', '/fr/reports', '/ar/sign-in', '/fr/about']) {
      await visit(page, path)
      expect(await complaints(page, ['color-contrast-enhanced']), path).toEqual([])
    }
  })
}

test('in the system’s own colours, what is chosen and what can be pressed still show', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await visit(page, '/fr/')
  const drawn = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((one) => {
        const { borderTopWidth, backgroundColor } = getComputedStyle(one)
        return { border: Number.parseFloat(borderTopWidth), ground: backgroundColor }
      })
  for (const one of ['.hero .btn', '.pill']) expect((await drawn(one)).border, one).toBeGreaterThanOrEqual(1)
  const [chosen, other] = [await drawn('.tab[aria-current]'), await drawn('.tab:not([aria-current]):not(.report)')]
  expect(chosen.ground).not.toBe(other.ground)
})

test('nothing moves while something loads, for whoever asked for stillness', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.route('**/api/v1/reports?**', () => {}) // never answered: what stands in for the list stays
  await page.goto('/fr/reports?status=resolved')
  await expect(page.locator('.bone').first()).toBeVisible()
  expect(await moving(page)).toEqual([])
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await expect.poll(() => moving(page).then((all) => all.length)).toBeGreaterThan(0)
})
