// A push as the city's server makes it, handed to the real service worker by the browser's own tools: no push service is
// asked, and the notification that comes of it is read back.
import type { BrowserContext, Page } from '@playwright/test'
import { expect, open, test } from './harness'
import { type Lang, langs } from './words'

interface Shown {
  title: string
  body: string
  lang: string
  dir: string
  tag: string
  data: unknown
}

async function deliver(context: BrowserContext, page: Page, payload: unknown): Promise<void> {
  const tools = await context.newCDPSession(page)
  const found = new Promise<string>((resolve) => {
    tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [one] = registrations.filter((registration) => !registration.isDeleted)
      if (one) resolve(one.registrationId)
    })
  })
  await tools.send('ServiceWorker.enable')
  const origin = new URL(page.url()).origin
  await tools.send('ServiceWorker.deliverPushMessage', {
    origin,
    registrationId: await found,
    data: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
}

function shown(page: Page): Promise<Shown[]> {
  return page.evaluate(async () => {
    const { getNotifications } = await navigator.serviceWorker.ready.then((ready) => ({
      getNotifications: () => ready.getNotifications(),
    }))
    return (await getNotifications()).map(({ title, body, lang, dir, tag, data }) => ({
      title,
      body,
      lang,
      dir,
      tag,
      data,
    }))
  })
}

const notes: Record<Lang, { title: string; body: string }> = {
  fr: { title: 'Votre signalement est pris en compte', body: 'Une équipe passera demain.' },
  ar: { title: 'تم التكفل بتبليغكم', body: 'سيزور فريق المكان غدا.' },
}

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang })

    test('a push becomes a notification in the person’s language', async ({ page, context }) => {
      await context.grantPermissions(['notifications'])
      await open(page, lang, '/')
      await page.evaluate(() => navigator.serviceWorker.ready)
      const navigate = `${new URL(page.url()).origin}/${lang}/reports/01JEMAADEM0000000000000000`
      const dir = lang === 'ar' ? 'rtl' : 'ltr'
      await deliver(context, page, {
        web_push: 8030,
        notification: { ...notes[lang], lang, dir, navigate, tag: 'report/01JEMAADEM0000000000000000' },
      })
      await expect.poll(() => shown(page)).toHaveLength(1)
      const [one] = await shown(page)
      expect(one).toMatchObject({ ...notes[lang], lang, dir })
      expect(JSON.stringify(one?.data)).toContain(`/${lang}/reports/01JEMAADEM0000000000000000`)
    })
  })
}

test('two pushes about one report are one notification', async ({ page, context }) => {
  await context.grantPermissions(['notifications'])
  await open(page, 'fr', '/')
  await page.evaluate(() => navigator.serviceWorker.ready)
  const note = (title: string) => ({
    web_push: 8030,
    notification: {
      title,
      navigate: new URL('/fr/reports/1', page.url()).href,
      tag: 'report/1',
      lang: 'fr',
      dir: 'ltr',
    },
  })
  await deliver(context, page, note('Pris en compte'))
  await expect.poll(async () => (await shown(page))[0]?.title).toBe('Pris en compte')
  await deliver(context, page, note('Résolu'))
  await expect.poll(async () => (await shown(page)).map((one) => one.title)).toEqual(['Résolu'])
})

test('what is no notification of ours shows nothing', async ({ page, context }) => {
  await context.grantPermissions(['notifications'])
  await open(page, 'fr', '/')
  await page.evaluate(() => navigator.serviceWorker.ready)
  await deliver(context, page, 'not json')
  await deliver(context, page, { web_push: 8030, notification: { body: 'no title' } })
  await deliver(context, page, {
    web_push: 8030,
    notification: { title: 'Ailleurs', navigate: 'https://elsewhere.example/', lang: 'fr', dir: 'ltr', tag: 'x' },
  })
  const all = await shown(page)
  for (const one of all) expect(JSON.stringify(one.data)).not.toContain('elsewhere')
})

// What is pushed to a phone is read by whoever holds it.
test('who signs out takes their pushes along', async ({ page, context, words }) => {
  await page.addInitScript(() => {
    const kept = { unsubscribe: async () => Boolean(localStorage.setItem('left', 'yes')) }
    PushManager.prototype.getSubscription = async () => kept as unknown as PushSubscription
  })
  await context.grantPermissions(['notifications'])
  await open(page, 'fr', '/sign-in')
  await page.getByRole('button', { name: words.say.sign_in.personas.resident2 }).click()
  await expect(page.getByRole('button', { name: words.act.sign_out })).toBeVisible()
  const told = await page.evaluate(async () => {
    const { key } = await (await fetch('/api/v1/push/key')).json()
    const id = '01J00000000000000000PVSH01'
    localStorage.setItem('jemaa-push', id)
    await navigator.serviceWorker.ready
    return fetch(`/api/v1/push/subscriptions/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        endpoint: 'https://push.example/one',
        keys: { p256dh: key, auth: 'AAAAAAAAAAAAAAAAAAAAAA' },
      }),
    }).then((answer) => answer.status)
  })
  expect(told).toBe(200)
  const ended = page.waitForRequest((one) => one.method() === 'DELETE' && one.url().includes('/push/subscriptions/'))
  await page.getByRole('button', { name: words.act.sign_out }).click()
  expect((await (await ended).response())?.status()).toBe(204)
  await expect.poll(() => page.evaluate(() => localStorage.getItem('left'))).toBe('yes')
})
