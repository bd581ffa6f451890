// Twenty reports with photos made without a network, tabs that die, answers that are lost, faults in between: the city has
// each exactly once, every photo whole, and the phone called none of them sent before the city had it.
import type { BrowserContext, CDPSession, Page } from '@playwright/test'
import { test as base, become, expect } from './harness'
import { button, heading, type Phone, passSimilar, send } from './journey'
import type { Person } from './people'
import { photoAt } from './picture'
import { Storm } from './storm'

const test = base.extend<{ storm: Storm }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its first parameter
  storm: async ({}, use) => {
    const storm = await Storm.begin(process.env.E2E_URL ?? 'http://127.0.0.1:8080')
    await use(storm)
    await storm.end()
  },
  baseURL: async ({ storm }, use) => use(storm.url),
})

const count = 20
const quiet = [/Failed to load resource|ERR_|Failed to fetch/]

for (const synced of [false, true]) {
  test.describe(synced ? 'with Background Sync' : 'without Background Sync', () => {
    test.use({ expected: quiet })
    test.setTimeout(600_000)

    test('twenty reports through a storm', async ({ page, context, words, person, storm }) => {
      if (!synced)
        await context.addInitScript(() => Reflect.deleteProperty(ServiceWorkerRegistration.prototype, 'sync'))
      const author = await person('resident')
      const category = await plainCategory(author)
      const mark = `Tempête ${Date.now()}`
      await become(page, 'resident')
      await settle(page)

      storm.down = true
      await context.setOffline(true)
      let phone: Phone = { page, lang: 'fr', words }
      const ids: string[] = []
      for (let i = 0; i < count; i++) {
        if (i === count / 2) phone = { ...phone, page: await another(context, phone.page) }
        ids.push(await makeOne(phone, { i, category, mark }))
      }
      phone = { ...phone, page: await another(context, phone.page) }
      await phone.page.goto('/fr/me')
      await expect(phone.page.locator('[data-command]')).toHaveCount(count)
      const photos = await photosKept(phone.page)
      expect(Object.keys(photos)).toHaveLength(count)
      expect(storm.has(ids)).toBe(0)

      storm.raging = true
      if (synced) await wakenUntilSent({ context, storm, page: phone.page, ids })
      else await sentByHand({ context, storm, page: phone.page, ids })

      // The latest hundred are listed: each of these stands there once, and nothing else was made of their words.
      const made = (await author.mine()).items.filter((one) => one.excerpt.startsWith(mark))
      expect(made.map((one) => one.id).toSorted()).toEqual(ids.toSorted())
      for (const id of ids) {
        const report = await author.report(id)
        expect(report.photos).toHaveLength(1)
        expect(report.updates.map((one) => one.kind)).toEqual(['submitted'])
      }
      expect(Object.fromEntries(Object.keys(photos).map((id) => [id, storm.photos.get(id)]))).toEqual(photos)
      for (const fate of ['lose the answer', 500, 429] as const)
        expect(storm.fates.get(fate), `${fate}`).toBeGreaterThan(0)
    })
  })
}

/** Waits until the app opens without a network. */
async function settle(page: Page): Promise<void> {
  await page.goto('/fr/')
  await page.evaluate(() => navigator.serviceWorker.ready)
  await expect.poll(() => page.evaluate(() => caches.match('/fr/shell').then(Boolean))).toBe(true)
  await page.goto('/fr/me')
  await page.waitForLoadState('networkidle')
}

/** A category that asks no questions and holds no photos back. */
async function plainCategory(who: Person): Promise<string> {
  interface Category {
    code: string
    questions?: unknown[]
    hold_photos?: boolean
    hide_place?: boolean
  }
  const { categories } = await who.ask<{ categories: Category[] }>('GET', '/city')
  const found = categories.find((one) => !one.questions?.length && !one.hold_photos && !one.hide_place)
  return found?.code ?? ''
}

interface Told {
  i: number
  category: string
  mark: string
}

async function makeOne(phone: Phone, { i, category, mark }: Told): Promise<string> {
  const { page, words } = phone
  const { wizard } = words.say
  await page.goto(`/fr/reports/new?step=photo&category=${category}`)
  await expect(heading(page, wizard.photo)).toBeVisible()
  const buffer = await photoAt(page, -7.6 - i / 2000, 33.58 + i / 3000, i)
  await page.locator('input[type=file][multiple]').setInputFiles({ name: `${i}.jpg`, mimeType: 'image/jpeg', buffer })
  await expect(page.getByRole('img', { name: words.photo.count(1) })).toBeVisible()
  await expect(page.getByText(wizard.place_photo)).toBeVisible()
  await button(page, words.act.next).click()
  await page.getByLabel(wizard.words).fill(`${mark} ${i}, le trottoir est cassé.`)
  await button(page, words.act.next).click()
  await passSimilar(phone)
  const id = await send(phone)
  await expect(page.getByText(wizard.kept, { exact: true })).toBeVisible()
  return id
}

/** The tab dies without a word, and another one is opened. */
async function another(context: BrowserContext, old: Page): Promise<Page> {
  const line = await context.newCDPSession(old)
  const died = old.waitForEvent('crash')
  void line.send('Page.crash').catch(() => {})
  await died
  const page = await context.newPage()
  await old.close()
  return page
}

/** SHA-256 of every photo that waits on the phone, by its id. */
function photosKept(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const open = indexedDB.open('jemaa-outbox')
    await new Promise((done) => open.addEventListener('success', done))
    const all = open.result.transaction('commands').objectStore('commands').getAll()
    await new Promise((done) => all.addEventListener('success', done))
    const out: Record<string, string> = {}
    for (const command of all.result)
      for (const { id, blob } of command.photos) {
        const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))
        out[id] = [...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      }
    open.result.close()
    return out
  })
}

interface Sending {
  context: BrowserContext
  storm: Storm
  page: Page
  ids: string[]
}

/** Two tabs, a thumb on "send now", and one tab that dies half-way. */
async function sentByHand({ context, storm, page: first, ids }: Sending): Promise<void> {
  let page = first
  await watch(page)
  storm.down = false
  await context.setOffline(false)
  const second = await context.newPage()
  await second.goto('/fr/')
  await press(page, () => storm.has(ids) >= ids.length / 2)
  await honest(page, storm, ids)
  page = await another(context, page)
  await page.goto('/fr/me')
  await watch(page)
  await press(page, async () => (await page.locator('[data-command]').count()) === 0)
  await honest(page, storm, ids)
  expect(storm.has(ids)).toBe(ids.length)
}

async function press(page: Page, enough: () => boolean | Promise<boolean>): Promise<void> {
  await expect(async () => {
    const now = page.locator('.outbox .btn.primary:not([aria-busy=true])')
    if (await now.isVisible()) await now.click({ timeout: 2_000 }).catch(() => {})
    expect(await enough()).toBe(true)
  }).toPass({ timeout: 240_000, intervals: [500] })
}

/** Notes when each command left the list of what waits. */
function watch(page: Page): Promise<void> {
  return page.evaluate(() => {
    const left: Record<string, number> = {}
    Object.assign(globalThis, { left })
    const listed = () => [...document.querySelectorAll<HTMLElement>('[data-command]')].map((one) => one.dataset.command)
    let known = listed()
    new MutationObserver(() => {
      const now = listed()
      for (const id of known) if (id && !now.includes(id)) left[id] = Date.now()
      known = now
    }).observe(document.body, { subtree: true, childList: true })
  })
}

/** None had left the list before the city had it. */
async function honest(page: Page, storm: Storm, ids: string[]): Promise<void> {
  const left = await page.evaluate(() => (globalThis as unknown as { left: Record<string, number> }).left)
  for (const id of ids.filter((one) => left[one]))
    expect(storm.taken.get(id), `${id} was called sent before the city had it`).toBeLessThanOrEqual(left[id] ?? 0)
}

/** No page of the app is open: the browser wakes the worker. */
async function wakenUntilSent({ context, storm, page, ids }: Sending): Promise<void> {
  await page.goto('about:blank')
  storm.down = false
  await context.setOffline(false)
  await page.goto('/robots.txt')
  const line = await context.newCDPSession(page)
  const registrationId = await registered(line)
  await expect(async () => {
    await line.send('ServiceWorker.dispatchSyncEvent', {
      origin: storm.url,
      registrationId,
      tag: 'jemaa-outbox',
      lastChance: false,
    })
    expect(storm.has(ids)).toBe(ids.length)
  }).toPass({ timeout: 240_000, intervals: [700] })
  await page.goto('/fr/me')
  await press(page, async () => (await page.locator('[data-command]').count()) === 0)
}

async function registered(line: CDPSession): Promise<string> {
  const found = new Promise<string>((done) => {
    line.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const live = registrations.find((one: { isDeleted: boolean }) => !one.isDeleted)
      if (live) done(live.registrationId)
    })
  })
  await line.send('ServiceWorker.enable')
  return found
}
