// An admin gives somebody a role for a time; that person has it, the log tells of it, and it is taken back.
import type { Page } from '@playwright/test'
import { become, expect, open, sound, test } from './harness'
import { heading } from './journey'
import { langs } from './words'

const email = 'resident2@demo.example'

/** A day as a date field takes it. */
function inDays(n: number): string {
  const at = new Date(Date.now() + n * 86_400_000)
  return at.toISOString().slice(0, 10)
}

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang, expected: [/40[14]/] })

    test('a role for a time, and the log of it', async ({ page, words, browser }) => {
      const { admin } = words
      await become(page, 'admin')
      await open(page, lang, '/me')
      await page.getByRole('link', { name: words.say.me.admin }).click()
      await expect(heading(page, admin.title)).toBeVisible()

      await page.getByLabel(admin.email, { exact: true }).fill('nobody@demo.example')
      await page.getByRole('button', { name: words.act.search, exact: true }).click()
      await expect(page.getByText(admin.no_account)).toBeVisible()
      await page.getByLabel(admin.email, { exact: true }).fill(email)
      await page.keyboard.press('Enter')
      const found = page.locator('[data-person]').first()
      await expect(found).toContainText(email)
      await sound(page, lang)

      await found.getByRole('button', { name: admin.give }).or(found.locator('button').first()).first().click()
      const sheet = page.getByRole('dialog')
      await sheet.getByRole('button', { name: admin.give }).click() // nothing chosen, nothing said
      await expect(sheet.getByText(admin.need_reason)).toBeVisible()
      await sheet.getByRole('radio', { name: admin.roles.moderator }).check()
      await sheet.getByRole('radio', { name: admin.for_a_time }).check()
      await sheet.getByLabel(admin.last_day).fill(inDays(30))
      await sheet.getByLabel(admin.reason, { exact: true }).fill('Remplace Karim')
      await sound(page, lang)
      await sheet.getByRole('button', { name: admin.give }).click()
      await expect(sheet).toBeHidden()
      await expect(found).toContainText(admin.roles.moderator)

      const office = await browser.newContext({ viewport: { width: 360, height: 740 } })
      const desk = await office.newPage()
      await become(desk, 'resident2')
      await open(desk, lang, '/moderation')
      await expect(desk.getByText(words.staff.moderation.not_moderator)).toHaveCount(0)
      await expect(desk.getByRole('tablist')).toBeVisible()
      await office.close()

      const line = page.locator('[data-line="role_given"]').first()
      await told(page, found, admin.story, line)
      await expect(line).toContainText('Remplace Karim')
      await expect(line).toContainText(admin.roles.moderator)
      await sound(page, lang)

      await open(page, lang, '/admin?role=moderator')
      const held = page.locator('[data-person]').filter({ hasText: email }).last()
      await held.getByRole('button', { name: new RegExp(admin.roles.moderator) }).click()
      await sheet.getByLabel(admin.reason, { exact: true }).fill('Karim est de retour')
      await sheet.getByRole('button', { name: admin.take }).click()
      await expect(sheet).toBeHidden()
      await expect(held).not.toContainText(admin.roles.moderator)
    })
  })
}

/** Opens a person's log, and looks again until the line is there: the relay writes it a moment later. */
async function told(page: Page, person: ReturnType<Page['locator']>, story: string, line: ReturnType<Page['locator']>) {
  await person.getByRole('button', { name: story }).click()
  await expect(page).toHaveURL(/view=log/)
  await expect
    .poll(async () => {
      await page.reload()
      await page.locator('ol > li, .empty').first().waitFor()
      return line.count()
    })
    .toBeGreaterThan(0)
}
