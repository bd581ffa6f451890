// An admin gives somebody a role for a time; that person has it, the log tells of it, and it is taken back. A resident is
// confirmed at a counter, on two screens at once; another one by a letter, from the asking to the code.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { become, expect, open, sound, test } from './harness'
import { heading } from './journey'
import { langs, type Words } from './words'

const email = 'resident2@demo.example'

/** A day as a date field takes it. */
function inDays(n: number): string {
  const at = new Date(Date.now() + n * 86_400_000)
  return at.toISOString().slice(0, 10)
}

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang, expected: [/40[0149]/] })

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

    test('a resident at a counter', async ({ page, words, browser }) => {
      const { verify, counter } = words
      await become(page, 'resident')
      await open(page, lang, '/me')
      await page.getByRole('link', { name: words.say.me.verify }).click()
      await expect(page.getByText(verify.levels[0] ?? '')).toBeVisible()
      await page.getByRole('button', { name: verify.show }).click()
      const code = (await page.locator('[data-code]').getAttribute('data-code')) ?? ''
      expect(code).toMatch(/^\d{6}$/)
      await sound(page, lang)

      const office = await browser.newContext({ viewport: { width: 820, height: 1180 } })
      const desk = await office.newPage()
      await become(desk, 'counter')
      await open(desk, lang, '/counter')
      await desk.getByLabel(counter.code).fill('12')
      await desk.keyboard.press('Enter')
      await expect(desk.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(1)
      await desk.getByLabel(counter.code).fill(`${code.slice(0, 3)} ${code.slice(3)}`)
      await desk.keyboard.press('Enter')
      await expect(desk.getByText('Salma Bennani')).toBeVisible()
      await desk.getByLabel(counter.name).fill('Salma Bennani AB123456')
      await desk.getByLabel(counter.birth_date).fill('1990-04-12')
      await desk.getByLabel(counter.area).selectOption('maarif')
      await desk.getByRole('button', { name: counter.confirm, exact: true }).click()
      await expect(desk.getByLabel(counter.name)).toHaveAttribute('aria-invalid', 'true')
      await desk.getByLabel(counter.name).fill('Salma Bennani')
      await sound(desk, lang)
      await desk.keyboard.press('Enter')
      await expect(desk.getByText(counter.done)).toBeVisible()

      await expect(page.getByText(verify.levels[2] ?? '')).toBeVisible()
      await expect(page.getByRole('button', { name: verify.again })).toHaveCount(0)
      await lowered(desk, words, 'resident@demo.example')
      await office.close()
    })

    test('a letter', async ({ page, words, browser }) => {
      const { verify, counter } = words
      const who = lang === 'fr' ? 'resident2' : 'moderator' // one letter a month to each
      await become(page, who)
      await open(page, lang, '/me/verify')
      const send = page.getByRole('button', { name: verify.ask })
      await page.getByLabel(verify.name).fill('Youssef El Alami')
      await page.getByLabel(verify.birth_date).fill('1985-01-31')
      await page.getByLabel(verify.address).fill('12, rue Socrate, AB 123456')
      await page.getByLabel(verify.area).selectOption('anfa')
      await send.click()
      await expect(page.getByLabel(verify.address)).toHaveAttribute('aria-invalid', 'true')
      await page.getByLabel(verify.address).fill('12, rue Socrate\n20100 Casablanca')
      await send.click()
      await expect(page.getByRole('button', { name: verify.mend })).toBeVisible()

      const office = await browser.newContext({ viewport: { width: 820, height: 1180 } })
      const desk = await office.newPage()
      await become(desk, 'counter')
      await open(desk, lang, '/counter')
      const coming = desk.waitForEvent('download')
      await desk.getByRole('button', { name: counter.draw }).click()
      const table = await readFile(await (await coming).path(), 'utf8')
      const code = /[3-9C-Y]{5}-[3-9C-Y]{5}/.exec(table)?.[0] ?? ''
      expect(table).toContain('Youssef El Alami')
      await sound(desk, lang)
      await desk.getByRole('button', { name: counter.printed }).click()
      await expect(desk.getByText(counter.forgotten)).toBeVisible()

      await page.reload()
      await page.getByLabel(verify.code).fill('33333 33333')
      await page.keyboard.press('Enter')
      await expect(page.getByLabel(verify.code)).toHaveAttribute('aria-invalid', 'true')
      await sound(page, lang)
      await page.getByLabel(verify.code).fill(code.toLowerCase())
      await page.keyboard.press('Enter')
      await expect(page.getByText(verify.levels[1] ?? '')).toBeVisible()
      await lowered(desk, words, `${who}@demo.example`)
      await office.close()
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

/** Takes back what was confirmed of somebody, so that the next one finds them as they were. */
async function lowered(desk: Page, { counter }: Words, email: string): Promise<void> {
  await desk.getByRole('button', { name: counter.lower }).click()
  const sheet = desk.getByRole('dialog')
  await sheet.getByLabel(counter.email).fill(email)
  await sheet.getByLabel(counter.reason, { exact: true }).fill('A déménagé')
  await sheet.getByRole('button', { name: counter.lower }).click()
  await expect(desk.getByText(counter.lowered)).toBeVisible()
}
