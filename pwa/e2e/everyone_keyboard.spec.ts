// A whole report without a pointer, in both directions: every control is reached by Tab, the focus goes where the eye goes and
// is never lost, and what happens is said aloud.
import type { Locator, Page } from '@playwright/test'
import { arrived, become, expect, open, test } from './harness'
import { heading } from './journey'
import { langs, type Words } from './words'

/** Presses Tab until something has the focus, as a person without a pointer does. */
async function tabTo(page: Page, wanted: Locator, most = 60): Promise<void> {
  await wanted.first().waitFor()
  for (let i = 0; i < most; i++) {
    if (await wanted.first().evaluate((one) => one === document.activeElement)) return
    await page.keyboard.press('Tab')
    expect(await inSight(page), `after ${i + 1} tabs the focus is out of sight`).toBe(true)
  }
  throw new Error(`not reached in ${most} tabs: ${wanted}`)
}

// Neither under the bar at the foot nor under the heading, at least in part.
function inSight(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const active = document.activeElement
    if (!active || active === document.body) return true
    const box = (active.closest('label') ?? active).getBoundingClientRect()
    const bars = [...document.querySelectorAll('.tabbar, .topbar')].filter((bar) => !bar.contains(active))
    const over = bars.map((bar) => bar.getBoundingClientRect())
    const inDialog = active.closest('dialog') !== null
    return inDialog || !over.some((bar) => box.top >= bar.top - 1 && box.bottom <= bar.bottom + 1 && bar.height < 200)
  })
}

const said = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text })
const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true })

for (const lang of langs) {
  test.describe(`by keyboard in ${lang}`, () => {
    test.use({ lang })
    test.setTimeout(120_000)

    test('a report is made and sent', async ({ page, words, person }) => {
      const { say } = words
      await become(page, 'resident')
      await open(page, lang, '/')
      await page.keyboard.press('Tab')
      await expect(page.locator('.skip')).toBeFocused()
      await tabTo(page, page.locator(`.hero a[href="/${lang}/reports/new"]`))
      await page.keyboard.press('Enter')
      await expect(heading(page, say.wizard.photo)).toBeFocused()
      await expect(said(page, say.wizard.photo)).toHaveCount(1)

      await tabTo(page, button(page, say.wizard.no_photo))
      await page.keyboard.press('Enter')
      await expect(heading(page, say.wizard.place)).toBeFocused()
      await tabTo(page, page.getByLabel(say.wizard.use_area))
      await page.keyboard.press('ArrowDown')
      await tabTo(page, page.getByLabel(say.wizard.address))
      await page.keyboard.type('12, rue des Tests')
      await tabTo(page, button(page, words.act.next))
      await page.keyboard.press('Enter')

      await expect(heading(page, say.wizard.what)).toBeFocused()
      await tabTo(page, page.getByLabel(say.wizard.words))
      await page.keyboard.type(lang === 'ar' ? 'المقاعد مكسورة في الحديقة' : 'Le banc du parc est cassé.')
      await chooseCategory(page, words, lang === 'ar' ? 'التجهيزات الحضرية' : 'mobilier')
      await tabTo(page, button(page, words.act.next))
      await page.keyboard.press('Enter')
      await passSimilar(page, words)

      const terms = page.getByLabel(say.wizard.accept)
      if (await terms.isVisible()) {
        await tabTo(page, terms)
        await page.keyboard.press('Space')
      }
      await tabTo(page, button(page, words.act.send))
      await page.keyboard.press('Enter')
      await expect(page).toHaveURL(/step=sent/)
      await expect(page.locator('h1')).toBeFocused()
      await expect(said(page, say.wizard.sent)).toHaveCount(1)
      const id = new URL(page.url()).searchParams.get('draft') ?? ''
      expect((await (await person('resident')).report(id)).category).toBe('street-furniture')
    })

    test('what goes wrong is said, and what is kept too', async ({ page, context, words }) => {
      const { say } = words
      await open(page, lang, '/sign-in')
      await tabTo(page, page.getByLabel(say.sign_in.email))
      await page.keyboard.type('nobody')
      await page.keyboard.press('Enter')
      const field = page.getByLabel(say.sign_in.email)
      await expect(field).toHaveAccessibleDescription(new RegExp(say.sign_in.bad_email.slice(0, 12)))
      await expect(field).toHaveAttribute('aria-invalid', 'true')
      await become(page, 'resident')
      await open(page, lang, '/reports')
      await arrived(page)
      await context.setOffline(true)
      await expect(said(page, words.state.offline)).not.toHaveCount(0)
      await context.setOffline(false)
    })

    test('a menu and a sheet give the focus back', async ({ page, words }) => {
      await open(page, lang, '/reports')
      const filters = page.getByRole('button', { name: words.say.list.filters })
      await tabTo(page, filters)
      await page.keyboard.press('Enter')
      await expect(page.getByRole('dialog')).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(filters).toBeFocused()
    })
  })
}

// The picker takes the focus, keeps it, gives it back to what opened it, and is chosen from.
async function chooseCategory(page: Page, { say }: Words, part: string): Promise<void> {
  const opener = page.getByRole('button', { name: new RegExp(`^(${say.wizard.choose}|${say.wizard.change})$`) })
  await tabTo(page, opener)
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog')
  await expect(sheet).toBeVisible()
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('Tab')
    expect(await sheet.evaluate((one) => one.contains(document.activeElement))).toBe(true)
  }
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await expect(opener).toBeFocused()
  await page.keyboard.press('Enter')
  await tabTo(page, sheet.getByRole('searchbox'))
  await page.keyboard.type(part)
  await expect(sheet.locator('.tile')).toHaveCount(1)
  await tabTo(page, sheet.locator('.tile'))
  await page.keyboard.press('Enter')
  await expect(sheet).toBeHidden()
}

async function passSimilar(page: Page, { say }: Words): Promise<void> {
  const review = heading(page, say.wizard.review)
  // While it is still being looked for, the step goes on by itself at any moment: only what was found is to be waited for.
  const found = button(page, say.wizard.it_is).first()
  await expect(review.or(found)).toBeVisible()
  if (await found.isVisible()) {
    await tabTo(page, button(page, say.wizard.none_of))
    await page.keyboard.press('Enter')
  }
  await expect(review).toBeFocused()
}
