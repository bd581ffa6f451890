// The official's desk: the queue, and a report taken from "received" to "repaired" with words, on a phone and by keyboard.
import type { Page } from '@playwright/test'
import { bring, exported, focused, say, sit, spotless, take } from './desk_hands'
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
      await sit(page, lang, '', 0)
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
      await sit(page, lang, `?report=${id}`, 0)
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

  test.describe(`by keyboard in ${lang}`, () => {
    test.use({ lang, viewport: { width: 1280, height: 860 }, expected: [/412/] })
    test.setTimeout(150_000)

    test('several reports in a row, the last one taken back', async ({ page, words, person }) => {
      const author = await person('resident')
      const mark = Date.now()
      const [one, two, three] = await bring(author, [`Un ${mark}`, `Deux ${mark}`, `Trois ${mark}`])
      if (!one || !two || !three) throw new Error('three reports')
      await sit(page, lang)
      await take(page, one.id)
      for (const { id } of [one, two, three]) {
        await expect.poll(() => focused(page)).toBe(id)
        await expect(page.locator('.acts [aria-keyshortcuts="a"]')).toBeVisible()
        await say(page, 'a', 'Reçu, merci.')
        await expect(page.locator(`[data-row="${id}"] .ticks`)).toBeVisible()
        // Nothing is shown as done before it is.
        await expect(page.locator(`[data-row="${id}"] .pill.submitted`)).toBeVisible()
        if (id !== three.id) await page.keyboard.press('j')
      }
      await page.keyboard.press('z')
      await expect(page.locator('.toast')).toContainText(words.staff.hold.undone)
      expect((await author.report(one.id)).status).toBe('submitted')
      for (const { id } of [one, two]) {
        await expect.poll(async () => (await author.report(id)).status, { timeout: 20_000 }).toBe('acknowledged')
        await expect(page.locator(`[data-row="${id}"] .pill.acknowledged`)).toBeVisible()
      }
      await page.waitForTimeout(1000)
      expect((await author.report(three.id)).status).toBe('submitted')
      // What was taken back is still written.
      await page.keyboard.press('a')
      await expect(page.locator('form.card textarea')).toHaveValue('Reçu, merci.')
      await spotless(page)
    })

    test('one act on many: one fails, is read, and is tried again', async ({ page, words, person }) => {
      const author = await person('resident')
      const mark = Date.now()
      const reports = await bring(author, [`A ${mark}`, `B ${mark}`, `C ${mark}`])
      const [first, second] = reports as [(typeof reports)[0], (typeof reports)[0]]
      const { bulk, act: names } = words.staff
      await sit(page, lang)
      await take(page, first.id)
      await page.keyboard.press('x')
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      await page.keyboard.press('Shift+X')
      await expect(page.locator('.tools')).toContainText(bulk.selected(3))
      await spotless(page)
      const colleague = await person('official')
      await colleague.act(second.id, { kind: 'note', text: 'Vu sur place.' })
      await page.keyboard.press('e')
      const form = page.getByRole('form', { name: bulk.act })
      await expect(form.getByLabel(bulk.what)).toHaveValue('answer')
      await form.getByLabel(names.words).fill('Nos agents passent jeudi ({ref}).')
      await page.keyboard.press('Control+Enter')
      await expect(page.locator('.bulk')).toContainText(bulk.begins('10').slice(0, 5))
      await page.getByRole('button', { name: bulk.start }).click()
      await expect(page.locator('.results li.done')).toHaveCount(2)
      await expect(page.locator('.results li.failed')).toHaveCount(1)
      await expect(page.locator('.results li.failed')).toContainText(`B ${mark}`)
      await spotless(page)
      await page.getByRole('button', { name: bulk.retry(1) }).click()
      await expect(page.locator('.results li.done')).toHaveCount(3)
      for (const { id, ref } of reports) {
        const answers = (await author.report(id)).updates.filter(({ kind }) => kind === 'answer')
        expect(answers.map(({ text }) => text)).toEqual([
          `Nos agents passent jeudi (${ref.replace(/^(\d{3})(\d{3})/, '$1-$2-')}).`,
        ])
      }
      await page.getByRole('button', { name: bulk.close }).click()
      await expect(page.locator('.tickbox input:checked')).toHaveCount(0)
    })

    test('a template, filled in and sent; a hand-over; a draft that survives', async ({ page, words, person }) => {
      const author = await person('resident')
      const { id, ref } = await author.submit({ title: `Modèle ${Date.now()}`, lang })
      const { template, act: names } = words.staff
      await sit(page, lang, `?report=${id}`, 0)
      await take(page, id)
      await page.keyboard.press('t')
      const sheet = page.getByRole('dialog', { name: template.title })
      await sheet.getByRole('button', { name: template.starters }).or(sheet.locator('.kepts li')).first().waitFor()
      if ((await sheet.locator('.kepts li').count()) === 0) await sheet.getByText(template.starters).click()
      await expect(sheet.locator('.kepts li')).toHaveCount(4)
      await spotless(page)
      await page.keyboard.press('Escape')
      await expect(sheet).toBeHidden()

      await page.keyboard.press('a')
      const words_ = page.locator('form.card textarea')
      await page.getByLabel(template.insert).selectOption({ index: 1 })
      await expect(words_).toHaveValue(new RegExp(ref.replace(/^(\d{3})(\d{3})/, '$1-$2-')))
      await expect(words_).not.toHaveValue(/[{}]/)
      await words_.press('End')
      await words_.pressSequentially(' !')
      await page.waitForTimeout(600)
      await page.reload()
      await take(page, id)
      await page.keyboard.press('a')
      await expect(words_).toHaveValue(/!$/)
      await words_.press('Control+Enter')
      await expect.poll(async () => (await author.report(id)).status).toBe('acknowledged')
      const said = (await author.report(id)).updates.at(-1)?.text ?? ''
      expect(said).toMatch(lang === 'ar' ? /توصلنا/ : /bien reçu/)

      await expect(page.locator('form.card')).toHaveCount(0)
      await page.keyboard.press('h')
      const form = page.getByRole('form', { name: names.hand_over })
      await form.getByLabel(names.to_whom).selectOption({ index: 1 })
      await form.getByLabel(names.reason).fill('Cette conduite est à une autre autorité.')
      await page.keyboard.press('Control+Enter')
      await expect.poll(async () => (await author.report(id)).updates.at(-1)?.kind).toBe('hand_over')
      await expect(page.locator(`[data-row="${id}"]`)).toContainText(words.staff.desk.just_done)
    })

    test('filters under a name, the map, the numbers and the table', async ({ page, words, person }) => {
      const author = await person('resident')
      const title = `=1+1 "ici", ${Date.now()}`
      await author.submit({ title })
      const { queue, desk, day } = words.staff
      await sit(page, lang)
      await page.getByLabel(queue.status).selectOption('submitted')
      await expect(page).toHaveURL(/status=submitted/)
      await page.getByRole('button', { name: queue.save }).click()
      await page.getByLabel(queue.name).fill('Nouveaux')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: queue.clear }).click()
      await expect(page).not.toHaveURL(/status=/)
      await page.reload()
      await page.getByRole('button', { name: 'Nouveaux' }).click()
      await expect(page).toHaveURL(/status=submitted/)
      await expect(page.locator('.rows .pill.acknowledged')).toHaveCount(0)

      const rows = await exported(page, words)
      expect(rows[0]).toBe(`\uFEFF${Object.values(queue.columns).join(',')}`)
      expect(rows.filter((row) => row.includes(`"'${title.replaceAll('"', '""')}"`))).toHaveLength(1)
      expect(rows.length - 2).toBe(await page.locator('.rows > li').count())

      await page.keyboard.press('v')
      const shown = await page.locator('.rows > li').count()
      await expect(page.locator('.queuemap .spot')).toHaveCount(shown)
      await spotless(page)
      await page.keyboard.press('v')
      await page.keyboard.press('g')
      await expect(page.getByRole('heading', { name: day.flow })).toBeVisible()
      await page.getByText(day.table).click()
      await expect(page.locator('.day tbody tr')).toHaveCount(30)
      await spotless(page)
      await page.getByRole('button', { name: queue.forget('Nouveaux') }).click()
      await page.getByRole('group', { name: desk.queue }).getByRole('button').nth(2).click()
      await expect(page).toHaveURL(/view=overdue/)
    })
  })
}

test.describe('what waits', () => {
  test.use({ viewport: { width: 1280, height: 860 } })

  test('goes out when the desk is left, and when the page is', async ({ page, person }) => {
    const author = await person('resident')
    const [one, two] = await bring(author, [`Parti ${Date.now()}`, `Fermé ${Date.now()}`])
    if (!one || !two) throw new Error('two reports')
    await sit(page, 'fr', '', 30)
    await take(page, one.id)
    await say(page, 'a', 'Reçu.')
    await page.locator('.topbar .btn').first().click()
    await expect.poll(async () => (await author.report(one.id)).status).toBe('acknowledged')
    await open(page, 'fr', '/desk')
    await take(page, two.id)
    await say(page, 'a', 'Reçu.')
    await page.goto('/robots.txt')
    await expect.poll(async () => (await author.report(two.id)).status).toBe('acknowledged')
    await open(page, 'fr', '/desk')
    await page.waitForTimeout(500)
    const kinds = (await author.report(two.id)).updates.filter(({ kind }) => kind === 'status')
    expect(kinds).toHaveLength(1)
  })
})

test.describe('a queue that does not come', () => {
  test.use({ expected: [/ERR_FAILED|500/], serviceWorkers: 'block' })

  test('says so, and comes when asked again', async ({ page, lang }) => {
    let down = true
    await page.route('**/api/v1/reports?*', (route) => (down ? route.abort() : route.continue()))
    await sit(page, lang)
    await expect(page.locator('.queue .note.error')).toBeVisible()
    await spotless(page)
    down = false
    await page.locator('.queue .note.error button').click()
    await expect(page.locator('[data-row]').first()).toBeVisible()
    await expect(page.locator('.queue .note.error')).toHaveCount(0)
  })
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
