// A report's page beyond the journey: deadlines in words, before and after, ways to share, paper, and changes by its author.
import { become, expect, open, sound, test } from './harness'
import { button } from './journey'
import { photoAt } from './picture'
import { langs } from './words'

interface Listed {
  items: { id: string; photo?: { id: string } }[]
}
interface Whole {
  photos: { id: string }[]
  updates: { kind: string; to?: string; photos: { id: string }[] }[]
}

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang })

    test('the deadline is a sentence, and stands still while the author is asked', async ({ page, words, person }) => {
      const author = await person('resident')
      const official = await person('official')
      const { id } = await author.submit()
      await official.act(id, { kind: 'status', status: 'acknowledged', text: 'Bien reçu.' })
      await open(page, lang, `/reports/${id}`)
      const [start = ''] = words.say.page
        .due_by('§', '§', '§')
        .split('§')
        .map((part) => part.trim())
        .filter(Boolean)
      await expect(page.locator('.how')).toContainText(start)
      await official.act(id, { kind: 'ask', text: 'Devant quel numéro ?' })
      await page.reload()
      await expect(page.getByText(words.say.page.paused)).toBeVisible()
      await expect(page.getByText(words.report.awaiting)).toBeVisible()
      await expect(page.getByText(words.report.overdue, { exact: true })).toHaveCount(0)
      await sound(page, lang)
    })

    test('before and after lie on each other, and the keyboard moves the edge', async ({ page, words, request }) => {
      const id = await repaired(request)
      await open(page, lang, `/reports/${id}`)
      const edge = page.getByRole('slider', { name: words.say.page.compare })
      await edge.focus()
      await expect(edge).toHaveValue('50')
      await edge.press(lang === 'ar' ? 'ArrowLeft' : 'ArrowRight')
      await expect(edge).toHaveValue('51')
      const shown = page.locator('.compare .over')
      const [part, whole] = [await shown.boundingBox(), await page.locator('.compare').boundingBox()]
      expect((part?.width ?? 0) / (whole?.width ?? 1)).toBeCloseTo(0.51, 2)
      // Before stands where reading begins.
      if (lang === 'ar')
        expect((part?.x ?? 0) + (part?.width ?? 0)).toBeCloseTo((whole?.x ?? 0) + (whole?.width ?? 0), 0)
      else expect(part?.x).toBeCloseTo(whole?.x ?? -1, 0)
      await sound(page, lang)
      await button(page, words.say.page.beside).click()
      await expect(page.getByRole('figure')).toHaveCount(2)
    })

    test('a page is shared by its address and by a code, and printed on one sheet', async ({ page, words, person }) => {
      const { id } = await (await person('resident')).submit()
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await open(page, lang, `/reports/${id}`)
      await button(page, words.act.share).click()
      const sheet = page.getByRole('dialog')
      const address = new URL(`/${lang}/reports/${id}`, page.url()).href
      await expect(sheet.getByText(address)).toBeVisible()
      await expect(sheet.getByRole('img', { name: words.say.page.qr_alt(address) })).toBeVisible()
      await sound(page, lang)
      await button(sheet, words.say.page.copy).click()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address)
      await page.goto(`/${lang}/reports/${id}/print`)
      await expect(page.locator('svg.qr')).toBeVisible()
      await expect(page.locator('footer')).toContainText(`/${lang}/reports/${id}`)
    })
  })
}

test('where a phone can share by itself, it does', async ({ page, words, person }) => {
  const { id } = await (await person('resident')).submit()
  await page.addInitScript(() => {
    Object.assign(navigator, { share: async (what: ShareData) => Object.assign(window, { shared: what }) })
  })
  await open(page, 'fr', `/reports/${id}`)
  await button(page, words.act.share).click()
  await expect.poll(() => page.evaluate(() => (window as { shared?: ShareData }).shared?.url)).toContain(id)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('an author changes words, photos and place while nobody has taken it up', async ({ page, words, person }) => {
  const author = await person('resident')
  const before = await author.submit()
  await become(page, 'resident')
  await open(page, 'fr', `/reports/${before.id}`)
  await page.getByRole('button', { name: words.nav.menu }).click()
  await page.getByRole('menuitem', { name: words.act.edit }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel(words.say.wizard.words).fill('La fuite a grossi depuis ce matin, devant le numéro 14.')
  const photo = await photoAt(page, -7.6, 33.6)
  await sheet
    .locator('input[type=file][multiple]')
    .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: photo })
  await expect(sheet.getByRole('img', { name: words.photo.count(1) })).toBeVisible()
  await button(sheet, words.say.page.move).click()
  await sheet.locator('.leaflet-container').click({ position: { x: 40, y: 40 } })
  await expect(sheet.getByText(words.say.page.moved)).toBeVisible()
  await sound(page, 'fr')
  await button(sheet, words.act.save).click()
  await expect(page.getByText(words.say.page.saved)).toBeVisible()
  await expect(page.getByText('La fuite a grossi').first()).toBeVisible()
  const after = await author.ask<{ photos: unknown[]; location: { lon: number; lat: number } }>(
    'GET',
    `/reports/${before.id}`,
  )
  expect(after.photos).toHaveLength(1)
  expect([after.location.lon, after.location.lat]).not.toEqual([-7.6149, 33.5925])
})

/** An invented report that the city mended, with a photo of both. */
async function repaired(http: import('@playwright/test').APIRequestContext): Promise<string> {
  const { items }: Listed = await (await http.get('/api/v1/reports?status=resolved&limit=100')).json()
  for (const { id } of items.filter((one) => one.photo)) {
    const { updates }: Whole = await (await http.get(`/api/v1/reports/${id}`)).json()
    if (updates.findLast(({ kind, to }) => kind === 'status' && to === 'resolved')?.photos.length) return id
  }
  throw new Error('the demonstration shows no repair')
}
