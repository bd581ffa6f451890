// The official's desk: the queue, and a report taken from "received" to "repaired" with words, on a phone and by keyboard.
import type { Page } from '@playwright/test'
import { become, expect, open, sound, test } from './harness'
import { heading } from './journey'
import { langs, type Words } from './words'

/** Does one act on the report that lies on the desk. */
async function act(page: Page, words: Words, name: string, fill: Record<string, string>): Promise<void> {
  await page.getByRole('group', { name: words.staff.act.title }).getByRole('button', { name }).first().click()
  const form = page.getByRole('form', { name })
  for (const [label, text] of Object.entries(fill)) await form.getByLabel(label).fill(text)
  await form.locator('[type=submit]').click()
  await expect(form).toBeHidden()
}

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang })
    test.setTimeout(120_000)

    test('from the queue to "repaired", in public', async ({ page, words, person }) => {
      const author = await person('resident')
      const { id, title } = await author.submit({ title: `Fuite ${lang} ${Date.now()}` })
      await become(page, 'official')
      await open(page, lang, '/desk')
      await sound(page, lang)
      await open(page, lang, `/desk?report=${id}`)
      await expect(page.getByText(title).first()).toBeVisible()
      await sound(page, lang)

      const { staff } = words
      await act(page, words, staff.act.acknowledged, { [staff.act.words]: 'Bien reçu.' })
      await expect.poll(async () => (await author.report(id)).status).toBe('acknowledged')
      await act(page, words, staff.act.ask, { [staff.act.words_ask]: 'Devant quel numéro ?' })
      await expect.poll(async () => (await author.report(id)).viewer?.can).toContain('reply')
      await act(page, words, staff.act.note, { [staff.act.words_note]: 'Prévoir la pompe.' })
      await act(page, words, staff.act.in_progress, { [staff.act.words]: 'Une équipe est sur place.' })
      await sound(page, lang)
      await act(page, words, staff.act.resolved, { [staff.act.words]: 'Canalisation remplacée.' })

      await expect.poll(async () => (await author.report(id)).status).toBe('resolved')
      const seen = (await author.report(id)).updates.map(({ kind, text }) => ({ kind, text }))
      expect(seen).toContainEqual({ kind: 'status', text: 'Canalisation remplacée.' })
      expect(JSON.stringify(seen)).not.toContain('pompe')
    })

    test('declining says why', async ({ page, words, person }) => {
      const author = await person('resident2')
      const { id } = await author.submit()
      await become(page, 'official')
      await open(page, lang, `/desk?report=${id}`)
      const { staff } = words
      await page
        .getByRole('group', { name: staff.act.title })
        .getByRole('button', { name: staff.act.declined })
        .first()
        .click()
      const form = page.getByRole('form', { name: staff.act.declined })
      await form.locator('[type=submit]').click()
      await expect(form.getByText(words.field.fill)).toBeVisible()
      await sound(page, lang)
      await form.getByLabel(staff.act.reason).fill('Cette rue est privée.')
      await form.locator('[type=submit]').click()
      await expect.poll(async () => (await author.report(id)).status).toBe('declined')
    })
  })
}

test('the whole desk by keyboard', async ({ page, words, person }) => {
  const author = await person('resident')
  const { id } = await author.submit({ title: `Clavier ${Date.now()}` })
  await page.setViewportSize({ width: 1280, height: 800 })
  await become(page, 'official')
  await open(page, 'fr', `/desk?report=${id}`)
  await expect(page.getByRole('group', { name: words.staff.act.title })).toBeVisible()
  const button = page.getByRole('button', { name: words.staff.act.acknowledged }).first()
  await page.keyboard.press((await button.getAttribute('aria-keyshortcuts')) ?? '')
  await expect(page.getByRole('form')).toBeVisible()
  await page.keyboard.type('Reçu, merci.')
  await page.keyboard.press('Control+Enter')
  await expect.poll(async () => (await author.report(id)).status).toBe('acknowledged')
  expect((await author.report(id)).updates.at(-1)?.text).toBe('Reçu, merci.')
})

test.describe('somebody else', () => {
  test('finds no desk', async ({ page, lang, words }) => {
    await become(page, 'resident')
    await open(page, lang, '/desk')
    await expect(heading(page, words.title.desk)).toBeVisible()
    await expect(page.getByText(words.staff.desk.not_official)).toBeVisible()
    await sound(page, lang)
  })
})
