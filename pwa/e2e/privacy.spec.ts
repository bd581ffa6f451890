// One's own data: seen, agreed to, taken away, erased, and the mind changed.
import { readFileSync } from 'node:fs'
import { words as ar } from '../src/privacy/words/ar'
import { words as fr } from '../src/privacy/words/fr'
import { become, expect, open, settled, sound, test } from './harness'
import { button, heading } from './journey'
import { langs } from './words'

const own = { fr, ar }

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang })
    const say = own[lang]

    test('what is known, agreed to, and a copy of it', async ({ page, words }) => {
      await become(page, 'resident2')
      await open(page, lang, '/me')
      await page.getByRole('link', { name: say.title }).click()
      await expect(heading(page, say.title)).toBeVisible()
      await settled(page)
      await expect(page.getByText('resident2@demo.example')).toBeVisible()
      await sound(page, lang)
      const contact = page.getByRole('group', { name: say.consent.contact.name })
      await contact.getByRole('button', { name: say.consent.no }).click()
      await expect(contact.getByRole('button', { name: say.consent.no })).toHaveAttribute('aria-pressed', 'true')
      await contact.getByRole('button', { name: say.consent.yes }).press('Enter')
      await expect(contact.getByRole('button', { name: say.consent.yes })).toHaveAttribute('aria-pressed', 'true')
      const ask = page
        .getByRole('button', { name: say.takeout.ask })
        .or(page.getByRole('button', { name: say.takeout.again }))
      await ask.click()
      const fetch = page.getByRole('button', { name: say.takeout.fetch('').replace(/[ ()]+$/, '') })
      await expect(fetch).toBeVisible({ timeout: 15_000 })
      const [file] = await Promise.all([page.waitForEvent('download'), fetch.click()])
      expect(file.suggestedFilename()).toMatch(/^jemaa-.*\.zip$/)
      const path = await file.path()
      expect(readFileSync(path).subarray(0, 2).toString()).toBe('PK')
      await sound(page, lang)
      expect(words.title.me).not.toBe('')
    })

    test('erasing waits seven days, shows it, and can be taken back', async ({ page }) => {
      await become(page, 'resident2')
      await open(page, lang, '/me/data')
      await settled(page)
      await page.getByRole('radio', { name: say.erase.all, exact: false }).check({ force: true })
      await button(page, say.erase.ask).click()
      await expect(page.getByRole('dialog').getByText(say.erase.gone)).toBeVisible()
      await sound(page, lang)
      await button(page, say.erase.yes).click()
      await expect(page.getByText(say.erase.gone)).toBeVisible()
      await sound(page, lang)
      await open(page, lang, '/me')
      await expect(page.locator('.note').getByRole('link', { name: say.title })).toBeVisible()
      await page.locator('.note').getByRole('link', { name: say.title }).click()
      await button(page, say.erase.cancel).click()
      await expect(button(page, say.erase.ask)).toBeVisible()
      await open(page, lang, '/me')
      await expect(page.locator('.note').getByRole('link', { name: say.title })).toHaveCount(0)
    })
  })
}

test.describe('a phone whose owner was erased', () => {
  test.use({ expected: [/status of 401/] })
  test('forgets as well', async ({ page }) => {
    await become(page, 'resident2')
    await open(page, 'fr', '/reports/new')
    await page.evaluate(() => {
      localStorage.setItem('jemaa-leaving', '2020-01-01T00:00:00.000Z')
      localStorage.setItem('jemaa-addresses-somebody', 'a street')
    })
    await page.context().clearCookies()
    await page.goto('/fr/about')
    // What forgets loads the page anew, and may do so while it is asked.
    const kept = () =>
      page
        .evaluate(async () => [
          localStorage.getItem('jemaa-addresses-somebody'),
          (await indexedDB.databases()).some((one) => one.name === 'jemaa-drafts'),
        ])
        .catch(() => 'on its way')
    await expect.poll(kept).toEqual([null, false])
  })
})
