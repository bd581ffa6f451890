// The consoles by keyboard, on a desk: an official clears reports, a moderator decides and takes back, and nothing is lost
// or doubled when an answer is. Search, on a phone.
import type { Page } from '@playwright/test'
import { arrived, expect, open, sound, test } from './harness'
import type { Persona } from './people'

const row = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-row') ?? '')

// Signs in without the screen for it; the app asks who one is only where somebody signed in before.
async function enter(page: Page, persona: Persona, path: string): Promise<void> {
  const answer = await page.request.post('/api/v1/auth/demo', { data: { persona } })
  const { me } = await answer.json()
  await page.addInitScript((id) => {
    localStorage.setItem('jemaa-account', id)
    localStorage.setItem('jemaa-desk-hold', '0') // what is decided goes out at once; desk.spec.ts waits
  }, me.id as string)
  await page.goto(path)
  await arrived(page)
  await expect(page.locator('[data-row]').first()).toBeVisible()
}

async function choose(page: Page, key: string): Promise<string> {
  const before = await row(page)
  await page.keyboard.press(key)
  await expect.poll(() => row(page)).not.toBe(before)
  await expect(page.locator('.acts .btn').first()).toBeVisible()
  return row(page)
}

test.describe('on a desk', () => {
  test.use({ viewport: { width: 1280, height: 860 }, expected: [/ERR_FAILED|410|412/] })

  test('an official works through the queue without a mouse', async ({ page, words, person }) => {
    const resident = await person('resident')
    for (let n = 0; n < 2; n++) await resident.submit()
    await enter(page, 'official', '/fr/desk')
    const first = await choose(page, 'j')
    const second = await choose(page, 'j')
    expect(await choose(page, 'k')).toBe(first)
    expect(second).not.toBe(first)

    await page.keyboard.press('n')
    await expect(page.locator('form textarea')).toBeFocused()
    await page.keyboard.press('Control+Enter')
    await expect(page.locator('form .wrong')).toHaveText(words.field.fill)
    await page.keyboard.type('Équipe prévenue.')
    await page.keyboard.press('Escape')
    await expect.poll(() => row(page)).toBe(first)
    await page.keyboard.press('n')
    await expect(page.locator('form textarea')).toBeFocused()
    await expect(page.locator('form textarea')).toHaveValue('Équipe prévenue.')
    await page.keyboard.press('Control+Enter')
    await expect(page.locator('.toast')).toContainText(words.staff.act.done.note)
    await expect(page.locator('.timeline')).toContainText('Équipe prévenue.')
    await expect.poll(() => row(page)).toBe(first)

    await page.keyboard.press('d')
    await expect(page.locator('form textarea')).toBeFocused()
    await page.keyboard.press('Control+Enter')
    await expect(page.locator('form .wrong')).toBeVisible()
    await page.keyboard.type('Voie privée.')
    await page.keyboard.press('Control+Enter')
    await expect(page.locator(`[data-row="${first}"] .pill.declined`)).toBeVisible()
    await expect(page.locator(`[data-row="${first}"]`)).toContainText(words.staff.desk.just_done)
    await sound(page, 'fr')
  })

  test('an answer that got lost is sent again and stands once', async ({ page }) => {
    await enter(page, 'official', '/fr/desk')
    await choose(page, 'j')
    await expect(page.locator('.timeline')).toBeVisible()
    const before = await page.locator('.timeline > li').count()
    let posts = 0
    await page.route('**/updates', async (route) => {
      posts++
      if (posts > 1) return route.continue()
      await route.fetch()
      return route.abort()
    })
    await page.keyboard.press('e')
    await page.keyboard.type('Nos agents passent jeudi.')
    await page.keyboard.press('Control+Enter')
    await expect(page.locator('form .note.error')).toBeVisible()
    await expect(page.locator('form textarea')).toHaveValue('Nos agents passent jeudi.')
    await page.keyboard.press('Control+Enter')
    await expect(page.locator('form.card')).toHaveCount(0)
    await expect(page.locator('.timeline > li')).toHaveCount(before + 1)
    expect(posts).toBe(2)
  })

  test('what changed meanwhile is shown, and the words stay', async ({ page, person }) => {
    await enter(page, 'official', '/fr/desk')
    const id = await choose(page, 'j')
    const colleague = await person('official')
    await colleague.act(id, { kind: 'note', text: 'Vu sur place.' })
    await page.keyboard.press('q')
    await expect(page.locator('form textarea')).toBeFocused()
    await page.keyboard.type('À quelle heure ?')
    await page.keyboard.press('Control+Enter')
    await expect(page.locator('form .note.error')).toBeVisible()
    await expect(page.locator('form textarea')).toHaveValue('À quelle heure ?')
    await expect(page.locator('.timeline')).toContainText('Vu sur place.')
    await page.keyboard.press('Control+Enter')
    await expect(page.locator('form.card')).toHaveCount(0)
  })

  test('a moderator hides, and takes it back', async ({ page, words, person, request }) => {
    const [author, other] = [await person('resident'), await person('resident2')]
    const { id } = await author.submit({ title: 'Meubles à vendre' })
    await other.ask('PUT', `/reports/${id}/flag`, { reason: 'spam', words: 'C’est une annonce.' })
    await expect
      .poll(async () => {
        const moderator = await person('moderator')
        const { items } = await moderator.ask<{ items: { subject: { id: string } }[] }>(
          'GET',
          '/moderation/cases?limit=100',
        )
        return items.some(({ subject }) => subject.id === id)
      })
      .toBe(true)
    await enter(page, 'moderator', `/fr/moderation?case=report/${id}`)
    while (!(await page.locator(`[data-row="report/${id}"]`).count())) await page.getByText(words.act.more).click()
    await expect(page.locator('.chosen')).toContainText('C’est une annonce.')
    await page.locator('.chosen h2').focus()
    await page.keyboard.press('h')
    await expect(page.locator('form textarea')).toHaveValue(words.say.flag.reasons.spam)
    await expect(page.locator('form textarea')).toBeFocused()
    await page.keyboard.press('Control+Enter')
    await expect(page.locator('.toast')).toContainText(words.staff.moderation.done.hide)
    const seen = async () => (await request.get(`/api/v1/reports/${id}`)).status()
    await expect.poll(seen).toBe(410)
    await page.locator('.toast button').click()
    await expect.poll(seen).toBe(200)
  })
})

for (const lang of ['fr', 'ar'] as const) {
  test.describe(`search in ${lang}`, () => {
    // The answer of a search that is down is put in front of the server: past a worker, routes do not see it.
    test.use({ lang, expected: [/503/], serviceWorkers: 'block' })

    test('finds as one types, and says so when it cannot', async ({ page, words, person }) => {
      const resident = await person('resident')
      await resident.submit({ title: '', description: 'Une girafe en plâtre est tombée sur le trottoir.' })
      const { ref } = await resident.submit()
      await open(page, lang, '/search')
      await expect(page.locator('input[type=search]')).toBeFocused()
      await page.keyboard.type('fuite')
      await expect(page.locator('mark').first()).toBeVisible()
      await expect(page).toHaveURL(/q=fuite/)
      await sound(page, lang)
      await page.locator('input[type=search]').fill('girafe')
      await expect(page.locator('mark').first()).toContainText('girafe')
      await expect(page.locator('.card h2').first(), 'without a title, what it is about').toHaveText(/\S/)
      await page.locator('input[type=search]').fill(ref.replace(/^(\d{3})(\d{3})/, '$1-$2-'))
      await expect(page.getByRole('region', { name: words.say.search.exact }).locator('.card')).toHaveCount(1)
      await page.locator('input[type=search]').fill('zzzzqqqq')
      await expect(page.locator('.empty')).toContainText(words.say.search.none)
      const problem = { status: 503, code: 'search.down', title: 'x', detail: 'x', type: 'about:blank' }
      await page.route('**/api/v1/search?*', (route) =>
        route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
      )
      await page.locator('input[type=search]').fill('eau')
      await expect(page.locator('.empty')).toContainText(words.say.search.down)
      await expect(page.locator('.empty a')).toHaveAttribute('href', new RegExp(`^/${lang}/reports`))
      await sound(page, lang)
    })
  })
}
