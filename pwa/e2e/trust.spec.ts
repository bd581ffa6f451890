// Somebody new is told what is limited and until when; a moderator sees that their first report comes from somebody new.
import { readFileSync } from 'node:fs'
import { become, expect, open, sound, test } from './harness'
import { langs } from './words'

function codeFor(address: string): string {
  const letter = readFileSync(process.env.E2E_LOG ?? '', 'utf8')
    .split('\n')
    .find((line) => line.includes('a letter') && line.includes(address))
  const found = letter?.match(/\b(\d{4})[\s\u00a0\u202f-]?(\d{4})\b/)
  return found ? `${found[1]}${found[2]}` : ''
}

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang, expected: [/status of 400/] })

    test('somebody new reads what is limited, and a moderator sees it', async ({ page, words, browser, person }) => {
      const email = `nouvelle.${lang}.${Date.now()}@exemple.test`
      await page.request.post('/api/v1/auth/codes', { data: { email } })
      await expect.poll(() => codeFor(email)).toMatch(/^\d{8}$/)
      const headers = { 'Sec-Fetch-Site': 'same-origin' }
      await page.request.post('/api/v1/auth/sessions', { data: { email, code: codeFor(email) }, headers })
      const me = await (await page.request.get('/api/v1/me')).json()
      expect(me.trust).toMatchObject({ level: 'new', per_hour: 5 })
      await page.goto('/robots.txt')
      await page.evaluate((account) => localStorage.setItem('jemaa-account', account), me.id)
      await open(page, lang, '/me')
      const [before = ''] = words.say.me.trust.new('|', '5').split('|')
      await expect(page.getByText(before.trim())).toBeVisible()
      await sound(page, lang)

      const title = `Premier ${Date.now()}`
      const pattern = await (await person('resident')).submit({ title })
      const { category, description, location, answers } = await (
        await page.request.get(`/api/v1/reports/${pattern.id}`)
      ).json()
      const id = pattern.id.slice(0, 25) + (pattern.id.endsWith('0') ? '1' : '0')
      const sent = { category, location, title: `${title} b`, answers }
      const put = (text: string) =>
        page.request.put(`/api/v1/reports/${id}`, { data: { ...sent, description: text }, headers })
      const refused = await put(`${description} www.exemple.ma`)
      expect([refused.status(), (await refused.json()).code]).toEqual([400, 'report.link_early'])
      expect((await put(description)).status()).toBe(201)

      const office = await browser.newContext()
      const desk = await office.newPage()
      await become(desk, 'moderator')
      const find = async () => {
        await open(desk, lang, '/moderation')
        return desk.getByText(`${title} b`).count()
      }
      await expect.poll(find).toBeGreaterThan(0)
      await desk.getByText(`${title} b`).first().click()
      await expect(desk.getByText(words.staff.moderation.stands.new)).toBeVisible()
      await sound(desk, lang)
      await office.close()
    })
  })
}
