// Signing in by a code from the mail, by one click in the demonstration, and out again.
import { expect, open, sound, test } from './harness'
import { button, heading } from './journey'
import { codeFor } from './letters'
import { langs } from './words'

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang })

    test('a code from the mail opens a session', async ({ page, words }) => {
      const address = `habitante.${lang}.${Date.now()}@exemple.test`
      await open(page, lang, '/sign-in')
      await sound(page, lang)
      await page.getByLabel(words.say.sign_in.email).fill('sans arobase')
      await button(page, words.say.sign_in.ask).click()
      await expect(page.getByText(words.say.sign_in.bad_email)).toBeVisible()
      await page.getByLabel(words.say.sign_in.email).fill(address)
      await button(page, words.say.sign_in.ask).click()
      await expect(page.getByLabel(words.say.sign_in.code)).toBeVisible()
      await sound(page, lang)
      await expect.poll(() => codeFor(address)).toMatch(/^\d{8}$/)
      await page.getByLabel(words.say.sign_in.code).fill(codeFor(address))
      await page.getByLabel(words.say.sign_in.your_name).fill('Nawal')
      await page.getByRole('button', { name: words.say.sign_in.go_on }).click()
      await button(page, words.own.offer.later).click()
      await expect(heading(page, words.title.me)).toBeVisible()
      await expect(page.getByText(address)).toBeVisible()
      await sound(page, lang)
    })

    test('one click is enough in a demonstration, and one to leave', async ({ page, words }) => {
      await open(page, lang, '/sign-in')
      await button(page, words.say.sign_in.personas.official).click()
      await expect(heading(page, words.title.me)).toBeVisible()
      await expect(page.getByRole('link', { name: words.title.desk })).toBeVisible()
      await button(page, words.act.sign_out).click()
      await expect(page.getByText(words.say.me.guest, { exact: true })).toBeVisible()
      expect((await page.request.get('/api/v1/me')).status()).toBe(401)
    })
  })
}

test.describe('a wrong code', () => {
  test.use({ expected: [/status of 4\d\d/] })
  test('is told, and what was typed stays', async ({ page, words }) => {
    await open(page, 'fr', '/sign-in')
    await page.getByLabel(words.say.sign_in.email).fill(`autre.${Date.now()}@exemple.test`)
    await button(page, words.say.sign_in.ask).click()
    await page.getByLabel(words.say.sign_in.code).fill('00000000')
    await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toBeVisible()
    await expect(page.getByLabel(words.say.sign_in.code)).toHaveValue('00000000')
  })
})
