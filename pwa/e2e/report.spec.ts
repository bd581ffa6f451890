// A report's whole journey on a phone: told with a photo, sent, found, answered, heard of, judged by its author.
import { become, expect, open, sound, test } from './harness'
import { button, fillIn, heading, openReport, type Phone, passSimilar, send } from './journey'
import { Person } from './people'
import { type Lang, langs, wordsOf } from './words'

const told: Record<'fr' | 'ar', { text: string; category: RegExp; area: RegExp; query: string }> = {
  fr: {
    text: 'Grosse fuite d’eau devant l’école, le trottoir est inondé depuis hier.',
    category: /^Fuite d.eau$/,
    area: /Sidi Belyout/,
    query: 'fuite école inondé',
  },
  ar: {
    text: 'تسرب ديال الما من القادوس، الما سايح فالزنقة من البارح.',
    category: /^تسرب الماء$/,
    area: /سيدي بليوط/,
    query: 'تسرب القادوس',
  },
}

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang })
    test.setTimeout(180_000)

    test('from a photo to the author’s last word', async ({ page, words, person, browser }) => {
      const phone: Phone = { page, lang, words }
      const { text, category, area, query } = told[lang as 'fr' | 'ar']

      await fillIn(phone, { text, category, photo: true })
      await passSimilar(phone)
      await expect(page.getByText(area).first()).toBeVisible()
      const id = await send(phone, lang === 'ar' ? 'resident2' : 'resident')
      await expect(page.getByRole('heading', { name: words.say.wizard.sent })).toBeVisible()
      await sound(page, lang)

      await page.getByRole('link', { name: words.say.wizard.see }).click()
      await expect(page).toHaveURL(new RegExp(`/${lang}/reports/${id}$`))
      await expect(page.getByText(text)).toBeVisible()
      const picture = page.locator('.report img').first()
      await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100)
      await sound(page, lang)

      await open(page, lang, '/reports')
      await expect(page.locator(`a[href="/${lang}/reports/${id}"]`)).toBeVisible()
      await sound(page, lang)

      await open(page, lang, '/search')
      await page.getByLabel(words.say.search.label).fill(query)
      await expect(page.locator(`a[href="/${lang}/reports/${id}"]`)).toBeVisible()
      await sound(page, lang)

      await heIsBacked(id, lang, browser)

      const official = await person('official')
      await official.act(id, { kind: 'status', status: 'acknowledged', text: 'Bien reçu, une équipe passe demain.' })
      await official.act(id, { kind: 'status', status: 'in_progress', text: 'Les travaux commencent.' })
      await official.act(id, { kind: 'status', status: 'resolved', text: 'C’est réparé.' })

      await hears(phone, id)
      await judges(phone, lang === 'ar')
      const after = await official.report(id)
      expect(after).toMatchObject(
        lang === 'ar' ? { status: 'resolved', contested: false } : { status: 'in_progress', contested: true },
      )
    })
  })
}

/** Another resident, on another phone, says that it hits them too. */
async function heIsBacked(id: string, lang: Lang, browser: import('@playwright/test').Browser): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    locale: lang === 'ar' ? 'ar-MA' : 'fr-MA',
  })
  const page = await context.newPage()
  const words = wordsOf(lang)
  await become(page, lang === 'ar' ? 'resident' : 'resident2')
  await openReport({ page, lang, words }, id)
  const support = page.getByRole('button', { name: words.say.page.support })
  await support.click()
  await expect(page.getByRole('button', { name: words.say.page.supported })).toHaveAttribute('aria-pressed', 'true')
  const who = await Person.signIn(context.request, lang === 'ar' ? 'resident' : 'resident2')
  await expect.poll(async () => (await who.report(id)).viewer?.supported).toBe(true)
  await expect.poll(async () => (await who.report(id)).supports).toBe(1)
  await context.close()
}

/** The author reads in the inbox what the city did, and goes from there to the report. */
async function hears({ page, lang, words }: Phone, id: string): Promise<void> {
  await open(page, lang, '/inbox')
  const line = page.locator(`main a[href*="/reports/${id}"]`)
  await expect
    .poll(async () => {
      await page.reload()
      await expect(heading(page, words.title.inbox)).toBeVisible()
      await page.waitForLoadState('networkidle')
      return line.count()
    })
    .toBeGreaterThanOrEqual(3)
  await sound(page, lang)
  await line.first().click()
  await expect(page).toHaveURL(new RegExp(`/${lang}/reports/${id}`))
  await expect(page.getByText(words.report.status.resolved).first()).toBeVisible()
}

/** Yes closes the matter; no opens it again. */
async function judges({ page, lang, words }: Phone, yes: boolean): Promise<void> {
  const { confirm } = words.say
  await expect(page.getByRole('heading', { name: confirm.title })).toBeVisible()
  await button(page, yes ? confirm.yes : confirm.no).click()
  await page.getByLabel(confirm.words).fill(yes ? 'نعم، شكرا' : 'L’eau coule encore.')
  await sound(page, lang)
  await button(page, words.act.send).click()
  if (yes) {
    await expect(page.getByText(words.say.update.confirmed).first()).toBeVisible()
  } else {
    await expect(page.getByText(words.report.contested).first()).toBeVisible()
    await expect(page.getByText('L’eau coule encore.').first()).toBeVisible()
  }
  await sound(page, lang)
}

test('what is reported already is shown before sending, and can be backed instead', async ({
  page,
  lang,
  words,
  person,
}) => {
  const other = await person('resident2')
  const there = await other.submit({
    category: 'water-leak',
    description: 'Une canalisation fuit au coin de la place, on patauge.',
    location: { lon: -7.62, lat: 33.6 },
    answers: { flow: ['stream'] },
  })
  await become(page, 'resident')
  await page.context().grantPermissions(['geolocation'])
  await page.context().setGeolocation({ longitude: -7.6201, latitude: 33.6001, accuracy: 12 })
  await page.goto(`/${lang}/reports/new?step=place`)
  await button(page, words.say.wizard.use_gps).click()
  await expect(page.getByText(words.say.wizard.place_gps)).toBeVisible()
  await button(page, words.act.next).click()
  await page.getByLabel(words.say.wizard.words).fill('Une fuite d’eau au coin de la place')
  await expect(page.getByText(words.say.wizard.guessed)).toBeVisible()
  await button(page, words.act.next).click()
  await page.getByRole('radio').first().click()
  const card = page.locator(`a[href="/${lang}/reports/${there.id}"]`)
  await expect(card).toBeVisible()
  await sound(page, lang)
  await page.getByRole('listitem').filter({ has: card }).getByRole('button', { name: words.say.wizard.it_is }).click()
  await expect(page).toHaveURL(new RegExp(`/reports/${there.id}`))
  await expect.poll(async () => (await other.report(there.id)).supports).toBe(1)
})
