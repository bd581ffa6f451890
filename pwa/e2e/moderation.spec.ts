// Somebody flags a report; a moderator hides it, gives the reason, and puts it back.
import { become, expect, open, sound, test } from './harness'
import { button, openReport, type Phone } from './journey'
import { langs } from './words'

for (const lang of langs) {
  test.describe(lang, () => {
    // Asking for what was hidden is a 410, and the browser says so.
    test.use({ lang, expected: [/status of 410/] })

    test('flagged, hidden with a reason, restored', async ({ page, words, person, browser }) => {
      const author = await person('resident')
      const report = await author.submit({ title: `Publicité ${Date.now()}` })

      const phone: Phone = { page, lang, words }
      await become(page, 'resident2')
      await openReport(phone, report.id)
      await page.getByRole('button', { name: words.nav.menu }).click()
      await page.getByRole('menuitem', { name: words.say.page.flag }).click()
      await page.getByRole('radio', { name: words.say.flag.reasons.spam }).check()
      await sound(page, lang)
      await button(page, words.say.flag.send).click()
      await expect(page.getByText(words.say.flag.thanks)).toBeVisible()

      const office = await browser.newContext({ viewport: { width: 360, height: 740 } })
      const desk = await office.newPage()
      await become(desk, 'moderator')
      const find = async () => {
        await open(desk, lang, '/moderation')
        return desk.getByText(report.title).count()
      }
      await expect.poll(find).toBeGreaterThan(0)
      await sound(desk, lang)
      await desk.getByText(report.title).first().click()
      await desk.getByRole('button', { name: words.staff.moderation.hide }).first().click()
      await desk.getByLabel(words.staff.moderation.reason).fill('Publicité : article 3 des conditions.')
      await sound(desk, lang)
      await desk.locator('form').getByRole('button', { name: words.staff.moderation.hide }).click()
      await expect(desk.getByText(words.staff.moderation.done.hide)).toBeVisible()

      await expect.poll(async () => (await page.request.get(`/api/v1/reports/${report.id}`)).status()).toBe(410)
      await openReport(phone, report.id)
      await expect(page.getByText(words.say.page.gone_text)).toBeVisible()
      await sound(page, lang)
      await expect
        .poll(
          async () => (await author.ask<{ items: { kind: string; body: string }[] }>('GET', '/notifications')).items,
        )
        .toContainEqual(expect.objectContaining({ kind: 'hidden', body: expect.stringContaining('Publicité') }))

      await open(desk, lang, '/moderation?state=decided')
      await desk.getByText(report.title).first().click()
      await desk.getByRole('button', { name: words.staff.moderation.restore }).first().click()
      await desk.getByLabel(words.staff.moderation.reason).fill('Après relecture, ce n’est pas de la publicité.')
      await desk.locator('form').getByRole('button', { name: words.staff.moderation.restore }).click()
      await expect(desk.getByText(words.staff.moderation.done.restore)).toBeVisible()
      await expect.poll(async () => (await page.request.get(`/api/v1/reports/${report.id}`)).status()).toBe(200)
      await openReport(phone, report.id)
      await expect(page.getByText(report.title).first()).toBeVisible()
      await office.close()
    })
  })
}
