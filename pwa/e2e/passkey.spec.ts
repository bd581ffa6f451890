// Keys and sessions with a device of software that answers as a person's finger would (WebAuthn's virtual authenticator).
import { execFileSync } from 'node:child_process'
import type { BrowserContext, Page } from '@playwright/test'
import { arrived, expect, open, sound, test } from './harness'
import { button, heading } from './journey'
import { codeFor } from './letters'
import { langs, type Words } from './words'

/** Gives a page's browser a device that holds passkeys and knows its owner. */
async function device(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

async function signUp(page: Page, words: Words, address: string): Promise<void> {
  await page.getByLabel(words.say.sign_in.email).fill(address)
  await button(page, words.say.sign_in.ask).click()
  await expect.poll(() => codeFor(address)).toMatch(/^\d{8}$/)
  await page.getByLabel(words.say.sign_in.code).fill(codeFor(address))
  await page.getByLabel(words.say.sign_in.your_name).fill('Nawal')
  await button(page, words.say.sign_in.go_on).click()
}

async function signOut(page: Page, words: Words): Promise<void> {
  await page.getByRole('link', { name: words.title.me }).last().click()
  await button(page, words.act.sign_out).click()
  await expect(page.getByText(words.say.me.guest, { exact: true })).toBeVisible()
}

/** What `jemaa enrol` prints on the machine of the city. */
function linkFor(address: string): string {
  const city = `${process.env.E2E_DATA}${process.env.TEST_PARALLEL_INDEX ?? 0}`
  const env = { ...process.env, JEMAA_DEMO: 'true', JEMAA_METRICS_ADDR: 'off', JEMAA_DATA: city }
  const said = execFileSync('../bin/jemaa', ['grant', address, 'moderator'], { env, encoding: 'utf8' })
  const link = /https?:\S+#\S+/.exec(said)?.[0]
  if (!link) throw new Error(`no link in: ${said}`)
  return link
}

async function another(context: BrowserContext, lang: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`/${lang}/sign-in`)
  await arrived(page)
  return page
}

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang, expected: [/status of 401/] })

    test('a passkey is made, opens the account and is removed', async ({ page, words }) => {
      await device(page)
      await open(page, lang, '/sign-in?next=/me/security')
      await signUp(page, words, `cle.${lang}.${Date.now()}@exemple.test`)
      await expect(page.getByRole('heading', { name: words.own.offer.title })).toBeVisible()
      await sound(page, lang)
      await button(page, words.own.offer.make).click()
      await expect(heading(page, words.own.title)).toBeVisible()
      await expect(page.getByText(words.own.keys.never)).toBeVisible()
      await sound(page, lang)
      await signOut(page, words)
      await open(page, lang, '/sign-in?next=/me/security')
      // Either the button, or what the browser offered by itself.
      const key = page.getByRole('button', { name: words.say.sign_in.passkey })
      await Promise.race([key.click(), heading(page, words.own.title).waitFor()]).catch(() => {})
      await expect(heading(page, words.own.title)).toBeVisible()
      await expect(page.getByText(words.own.sessions.by.passkey)).toBeVisible()
      await page.getByRole('button', { name: words.own.keys.remove }).click()
      await page.getByRole('dialog').getByRole('button', { name: words.own.keys.remove, exact: true }).click()
      await expect(page.getByText(words.own.keys.none)).toBeVisible()
    })

    test('a new member of staff comes in by a link, once', async ({ page, words }) => {
      await device(page)
      const link = linkFor(`agent.${lang}.${Date.now()}@exemple.test`).replace(/\/fr\//, `/${lang}/`)
      await page.goto(link)
      await arrived(page)
      await expect(heading(page, words.own.enrol.title)).toBeVisible()
      await sound(page, lang)
      await button(page, words.own.enrol.make).click()
      await expect(heading(page, words.title.me)).toBeVisible()
      await expect(page.getByRole('link', { name: words.title.moderation })).toBeVisible()
    })

    test('a session is ended from elsewhere, and a token made and taken back', async ({ page, words, browser }) => {
      const address = `ailleurs.${lang}.${Date.now()}@exemple.test`
      await open(page, lang, '/sign-in?next=/me/security')
      await signUp(page, words, address)
      await button(page, words.own.offer.never).click()
      await expect(heading(page, words.own.title)).toBeVisible()
      const context = await browser.newContext({ baseURL: new URL(page.url()).origin })
      const other = await another(context, lang)
      await other.getByLabel(words.say.sign_in.email).fill(address)
      const before = codeFor(address)
      await button(other, words.say.sign_in.ask).click()
      await expect.poll(() => codeFor(address)).not.toBe(before)
      await other.getByLabel(words.say.sign_in.code).fill(codeFor(address))
      await expect(heading(other, words.title.me)).toBeVisible() // nothing is offered again
      await page.reload()
      await arrived(page)
      await page.getByRole('button', { name: words.own.sessions.end, exact: false }).first().click()
      await expect(page.getByText(words.own.sessions.ended)).toBeVisible()
      expect((await other.request.get('/api/v1/me')).status()).toBe(401)
      await context.close()

      await button(page, words.own.tokens.make).click()
      await page.getByLabel(words.own.tokens.name).fill('Carte du quartier')
      await button(page, words.own.tokens.make).click()
      const text = (await page.locator('code.token').textContent()) ?? ''
      await sound(page, lang)
      const asking = () => page.request.get('/api/v1/me', { headers: { Authorization: `Bearer ${text.trim()}` } })
      expect((await asking()).status()).toBe(200)
      await page.getByRole('button', { name: words.own.tokens.revoke_named('Carte du quartier') }).click()
      await expect(page.getByText(words.own.tokens.none)).toBeVisible()
      expect((await asking()).status()).toBe(401)
    })
  })
}
