// What an official does less often: shows a repair, and thinks better of an act on many.
import { bring, sit, spotless, take } from './desk_hands'
import { expect, open, test } from './harness'
import { ulid } from './people'
import { photoAt } from './picture'
import { langs } from './words'

const wide = (image: Element) => (image as HTMLImageElement).naturalWidth

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang, viewport: { width: 1280, height: 860 } })

    test('a repair with its photo stands beside what it was, in public', async ({ page, words, person }) => {
      const author = await person('resident')
      const photos = [ulid()]
      const data = await photoAt(page, -7.6, 33.59)
      const { act: names } = words.staff
      await author.photo(photos[0] ?? '', data)
      const { id } = await author.submit({ title: `Réparé ${Date.now()}`, photos })
      await (await person('official')).act(id, { kind: 'status', status: 'acknowledged', text: 'Bien reçu.' })
      await sit(page, lang, `?report=${id}`, 0)
      await take(page, id)
      await page.keyboard.press('r')
      const form = page.getByRole('form', { name: names.resolved })
      await expect(form.getByRole('img', { name: words.say.page.before })).toBeVisible()
      await form
        .locator('input[type=file][multiple]')
        .setInputFiles({ name: 'apres.jpg', mimeType: 'image/jpeg', buffer: await photoAt(page, -7.6, 33.59, 9) })
      await expect(form.getByRole('img', { name: words.photo.count(1) })).toBeVisible()
      await spotless(page)
      await form.locator('[type=submit]').click()
      await expect.poll(async () => (await author.report(id)).status).toBe('resolved')

      await open(page, lang, `/reports/${id}`)
      await expect(page.getByRole('slider', { name: words.say.page.compare })).toBeVisible()
      await page.getByRole('button', { name: words.say.page.beside, exact: true }).click()
      const shown = page.getByRole('figure').locator('img')
      await expect(shown).toHaveCount(2)
      for (const one of await shown.all()) await expect.poll(() => one.evaluate(wide)).toBeGreaterThan(100)
      const [was, is] = await shown.evaluateAll((all) => all.map((one) => (one as HTMLImageElement).currentSrc))
      expect(was).toContain(photos[0])
      expect(is).not.toContain(photos[0])
    })

    test('one act on many is stopped: what was sent stands, the rest is as it was', async ({ page, words, person }) => {
      const author = await person('resident')
      const mark = Date.now()
      const reports = await bring(author, [`A ${mark}`, `B ${mark}`, `C ${mark}`])
      const [first, second, third] = reports as [(typeof reports)[0], (typeof reports)[0], (typeof reports)[0]]
      const { bulk } = words.staff
      await sit(page, lang, '', 0)
      await take(page, first.id)
      await page.keyboard.press('x')
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      await page.keyboard.press('Shift+X')
      // The second one's answer is slow: time enough for somebody who has thought better of it.
      let go = () => {}
      const slow = new Promise<void>((done) => (go = done))
      await page.route(`**/reports/${second.id}/updates`, async (route) => {
        await slow
        await route.continue()
      })
      await page.keyboard.press('a')
      await page.getByRole('form', { name: bulk.act }).locator('[type=submit]').click()
      await expect(page.locator('.results li.sending')).toContainText(`B ${mark}`)
      await page.getByRole('button', { name: bulk.stop, exact: true }).click()
      go()
      await expect(page.locator('.results li.done')).toHaveCount(2)
      await expect(page.locator('.results li.stopped')).toContainText(`C ${mark}`)
      await spotless(page)
      const status = async (one: { id: string }) => (await author.report(one.id)).status
      expect(await Promise.all([first, second, third].map(status))).toEqual([
        'acknowledged',
        'acknowledged',
        'submitted',
      ])
      await page.getByRole('button', { name: bulk.retry(1) }).click()
      await expect(page.locator('.results li.done')).toHaveCount(3)
      expect(await status(third)).toBe('acknowledged')
    })
  })
}
