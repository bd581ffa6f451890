// When the app speaks of installing itself and of notifications: after something worth it, never before, never twice.
import type { Page } from '@playwright/test'
import { become, expect, open, sound, test } from './harness'
import { button } from './journey'
import { langs } from './words'

/** What Chromium does when an app may be installed; the answer is given beforehand. */
async function offer(page: Page, outcome: 'accepted' | 'dismissed'): Promise<void> {
  await page.evaluate((answer) => {
    const event = new Event('beforeinstallprompt', { cancelable: true })
    const prompt = async () => {
      Object.assign(window, { prompted: true })
      return { outcome: answer }
    }
    dispatchEvent(Object.assign(event, { prompt }))
  }, outcome)
}

const back = (page: Page, days: number) =>
  page.evaluate((n) => {
    localStorage.setItem('jemaa-visits', JSON.stringify({ count: 1, at: Date.now() - n * 86_400_000 }))
    localStorage.setItem('jemaa-push-later', String(Date.now()))
  }, days)

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang })

    test('installing is offered on a second visit to something followed, and put off for two months', async ({
      page,
      words,
      person,
    }) => {
      const { id } = await (await person('resident2')).submit()
      await become(page, 'resident')
      await open(page, lang, `/reports/${id}`)
      await offer(page, 'dismissed')
      const card = page.getByRole('heading', { name: words.say.install.title })
      await expect(card).toHaveCount(0)

      await (await person('resident')).ask('PUT', `/reports/${id}/follow`)
      await back(page, 1)
      await open(page, lang, `/reports/${id}`)
      await expect(button(page, words.say.page.following)).toBeVisible()
      await expect(card).toHaveCount(0) // the browser has offered nothing yet
      await offer(page, 'dismissed')
      await expect(card).toBeVisible()
      await sound(page, lang)
      await button(page, words.say.install.later).click()
      await expect(card).toHaveCount(0)
      await page.reload()
      await expect(button(page, words.say.page.following)).toBeVisible()
      await offer(page, 'accepted')
      await expect(card).toHaveCount(0)

      // Two months later it may ask again, and installs.
      await page.evaluate(() => localStorage.setItem('jemaa-install-later', String(Date.now() - 61 * 86_400_000)))
      await page.reload()
      await expect(button(page, words.say.page.following)).toBeVisible()
      await offer(page, 'accepted')
      await button(page, words.say.install.add).click()
      await expect(page.getByText(words.say.install.done)).toBeVisible()
      expect(await page.evaluate(() => 'prompted' in window)).toBe(true)
    })
  })
}

test.describe('on an iPhone', () => {
  test.use({
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  })

  test('notifications say that the app comes first, and show how', async ({ page, words, person }) => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(window, 'PushManager')
    })
    const { id } = await (await person('resident2')).submit()
    await become(page, 'resident')
    await open(page, 'fr', `/reports/${id}`)
    await expect(page.getByRole('heading', { name: words.say.push.title })).toHaveCount(0)
    await button(page, words.say.page.follow).click()
    await expect(page.getByRole('heading', { name: words.say.push.title })).toBeVisible()
    await expect(page.getByText(words.say.push.ios_first)).toBeVisible()
    await button(page, words.say.install.how).click()
    const sheet = page.getByRole('dialog')
    await expect(sheet.getByRole('listitem')).toHaveCount(3)
    await sound(page, 'fr')
    await button(sheet, words.say.install.close).click()
    await button(page, words.say.push.later).click()
    await expect(page.getByRole('heading', { name: words.say.push.title })).toHaveCount(0)
  })
})

test('who refused notifications reads how to undo it', async ({ page, words }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'denied' })
  })
  await become(page, 'resident')
  await open(page, 'fr', '/me')
  await expect(page.getByText(words.say.push.blocked)).toBeVisible()
  for (const step of words.say.push.denied_how) await expect(page.getByText(step)).toBeVisible()
  await expect(button(page, words.say.push.again)).toBeVisible()
})

test('an inbox stands by day and report, and one piece of news is read at a time', async ({ page, words, person }) => {
  const author = await person('resident2')
  const official = await person('official')
  const { id } = await author.submit()
  await official.act(id, { kind: 'status', status: 'acknowledged', text: 'Bien reçu.' })
  await official.act(id, { kind: 'status', status: 'in_progress', text: 'On commence.' })
  await become(page, 'resident2')
  const about = page.locator('.news').filter({ has: page.locator(`a[href*="${id}"]`) })
  await expect
    .poll(async () => {
      await open(page, 'fr', '/inbox')
      return about.locator('.line').count()
    })
    .toBe(2)
  await expect(page.getByRole('heading', { level: 2, name: words.say.inbox.today })).toBeVisible()
  await expect(about).toHaveCount(1)
  const unread = about.getByRole('button', { name: words.say.inbox.read_one })
  await expect(unread).toHaveCount(2)
  await unread.first().click()
  await expect(unread).toHaveCount(1)
  const left = async () => {
    const { items } = await author.ask<{ items: { path: string; read_at?: string }[] }>(
      'GET',
      '/notifications?limit=50',
    )
    return items.filter((one) => one.path.includes(id) && !one.read_at).length
  }
  await expect.poll(left).toBe(1)
  await button(page, words.say.inbox.read_all).click()
  await expect(page.getByText(words.say.inbox.all_read)).toBeVisible()
  await expect.poll(left).toBe(0)
  await sound(page, 'fr')
})
