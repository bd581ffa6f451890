// Without a network a report is kept on the phone, says so, and is sent once when the network is back.
import { become, expect, open, sound, test } from './harness'
import { fillIn, passSimilar, send } from './journey'
import { langs } from './words'

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang, expected: [/ERR_INTERNET_DISCONNECTED|Failed to fetch|net::ERR_FAILED/] })

    test('kept, then sent exactly once', async ({ page, words, person, context }) => {
      const phone = { page, lang, words }
      const author = await person('resident')
      const known = new Set((await author.mine()).items.map((one) => one.id))
      const made = async () => (await author.mine()).items.map((one) => one.id).filter((one) => !known.has(one))
      await become(page, 'resident')
      await open(page, lang, '/')
      await page.evaluate(() => navigator.serviceWorker.ready)
      await expect.poll(() => page.evaluate((l) => caches.match(`/${l}/shell`).then(Boolean), lang)).toBe(true)
      await page.reload()
      await page.waitForLoadState('networkidle')

      await context.setOffline(true)
      await fillIn(phone, { text: 'Sans réseau : le banc du square est cassé.', area: 'anfa', photo: false })
      await passSimilar(phone)
      const id = await send(phone)
      await expect(page.getByText(words.say.wizard.kept, { exact: true })).toBeVisible()
      await sound(page, lang)
      expect(await made()).toEqual([])

      // The phone is shut and opened again, still without a network: it is still there.
      await page.goto(`/${lang}/me`)
      await expect(page.getByText(words.say.outbox.kind.submit_report).first()).toBeVisible()
      await sound(page, lang)

      await context.setOffline(false)
      await expect.poll(made).toEqual([id])
      await expect(page.getByText(words.say.me.outbox_none)).toBeVisible()
      await open(page, lang, '/me')
      expect(await made()).toEqual([id])
    })
  })
}
