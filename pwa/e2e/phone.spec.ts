// What a phone does for its owner: pages that stay readable, and nothing of one person in another's name.
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { arrived, become, expect, open, sound, test } from './harness'
import { button, heading, spot } from './journey'
import { photoAt } from './picture'
import type { Words } from './words'

test.use({
  expected: [/Failed to load resource|ERR_INTERNET_DISCONNECTED|Failed to fetch|net::ERR_FAILED|status of 4\d\d/],
})

/** Waits until the app opens without a network. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready)
  await expect.poll(() => page.evaluate(() => caches.match('/fr/shell').then(Boolean))).toBe(true)
  await page.reload()
  await page.waitForLoadState('networkidle')
}

test('what was opened before is read offline, with its photo, its map, and its age', async ({
  page,
  words,
  person,
  context,
}) => {
  const author = await person('resident')
  const report = await author.submit()
  await open(page, 'fr', '/')
  await settled(page)
  await open(page, 'fr', '/reports')
  await open(page, 'fr', `/reports/${report.id}`)
  const pictured = await page.evaluate(async () => {
    const { items } = await (await fetch('/api/v1/reports?limit=50')).json()
    return items.find((one: { photo?: { id: string } }) => one.photo)?.photo.id as string | undefined
  })
  const picture = `/media/${pictured}/320.jpg`
  if (pictured) await page.evaluate((path) => fetch(path).then((answer) => answer.blob()), picture)
  await open(page, 'fr', '/map')
  await page.waitForTimeout(500)
  const tiles = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((one) => one.name)
      .filter((name) => name.includes('/tiles/')),
  )
  expect(tiles.length).toBeGreaterThan(0)

  await context.setOffline(true)
  for (const path of ['/reports', `/reports/${report.id}`]) {
    await page.goto(`/fr${path}`)
    await expect(page.getByText(report.title).first()).toBeVisible()
    await expect(page.getByText(words.state.kept)).toBeVisible()
    await expect(page.locator('.note time').first()).toBeVisible()
    await sound(page, 'fr')
  }
  for (const url of [...tiles.slice(0, 3), ...(pictured ? [picture] : [])])
    expect(await page.evaluate((one) => fetch(one).then((answer) => answer.status), url), url).toBe(200)
})

test('what is gone is gone from the phone too, photos and all', async ({ page, words, person, context }) => {
  const author = await person('resident')
  const report = await author.submit()
  await open(page, 'fr', '/')
  await settled(page)
  await open(page, 'fr', `/reports/${report.id}`)
  const keeps = () =>
    page.evaluate(async (id) => {
      for (const name of await caches.keys())
        for (const key of await (await caches.open(name)).keys()) if (key.url.includes(id)) return true
      return false
    }, report.id)
  await expect.poll(keeps).toBe(true)
  await (await person('resident2')).ask('PUT', `/reports/${report.id}/flag`, { reason: 'spam' })
  const hide = { action: 'hide', reason: 'Publicité.' }
  await (await person('moderator')).ask('POST', `/moderation/cases/report/${report.id}/decision`, hide)
  // The browser's own cache may give the old answer for a second; nothing asks again by itself after that.
  await expect
    .poll(async () => {
      await page.reload()
      await arrived(page)
      return page.getByText(report.title).count()
    })
    .toBe(0)
  await expect.poll(keeps).toBe(false)
  await context.setOffline(true)
  await page.reload()
  await expect(page.getByText(report.title)).toHaveCount(0)
  await expect(page.getByText(words.problem.network)).toBeVisible()
})

/** Backs a report without a network. */
async function backOffline(page: Page, words: Words, id: string): Promise<void> {
  await open(page, 'fr', `/reports/${id}`)
  await settled(page)
  await page.context().setOffline(true)
  await button(page, words.say.page.support)
    .first()
    .or(page.getByRole('button', { name: words.say.page.support }))
    .first()
    .click()
  await expect(page.getByRole('button', { name: words.say.page.supported })).toBeVisible()
}

test('a session that ends keeps what waits, for its owner alone', async ({ page, words, person, context }) => {
  const author = await person('resident2')
  const report = await author.submit()
  const backer = await person('resident')
  const supports = async () => (await backer.report(report.id)).supports
  await become(page, 'resident')
  await backOffline(page, words, report.id)
  await context.clearCookies()
  await context.setOffline(false)
  await page.goto('/fr/me')
  await expect(page.getByText(words.say.outbox.kind.support)).toBeVisible()
  await expect(page.getByText(words.say.outbox.why.sign_in)).toBeVisible()
  await expect(page.getByText(words.say.me.outbox_none)).toHaveCount(0)
  await sound(page, 'fr')

  // Somebody else takes the phone: neither shown nor sent.
  await become(page, 'moderator')
  await open(page, 'fr', '/me')
  await expect(page.getByText(words.say.me.outbox_none)).toBeVisible()
  await page.waitForTimeout(1_000)
  expect(await supports()).toBe(0)

  await become(page, 'resident')
  await page.goto('/fr/me')
  await expect.poll(supports).toBe(1)
  await expect(page.getByText(words.say.me.outbox_none)).toBeVisible()
})

test('a cookie that changed hands under an open page sends nothing', async ({ page, words, person }) => {
  const report = await (await person('resident2')).submit()
  const watcher = await person('resident')
  await become(page, 'resident')
  await open(page, 'fr', `/reports/${report.id}`)
  const answer = await page.request.post('/api/v1/auth/demo', { data: { persona: 'moderator' } })
  expect(answer.ok()).toBe(true)
  await page.getByRole('button', { name: words.say.page.support }).click()
  await page.waitForTimeout(1_500)
  expect((await watcher.report(report.id)).supports).toBe(0)
})

test('what waits can be taken along as a file, and leaving warns of it', async ({ page, words, person, context }) => {
  const report = await (await person('resident2')).submit()
  await become(page, 'resident')
  await backOffline(page, words, report.id)
  await page.goto('/fr/me')
  const download = page.waitForEvent('download')
  await button(page, words.say.outbox.export).click()
  const file = await (await download).path()
  // Nothing in the archive is compressed: its first file stands there as it is.
  const archive = readFileSync(file, 'utf8')
  const json = archive.slice(archive.indexOf('{'), archive.indexOf('PK\x01'))
  expect(JSON.parse(json).commands).toMatchObject([{ kind: 'support', subject: report.id }])
  await button(page, words.act.sign_out).click()
  await expect(page.getByText(words.outbox.leaving)).toBeVisible()
  await expect(page.getByText(words.outbox.count(1))).toBeVisible()
  await button(page.getByRole('dialog'), words.act.cancel).click()
  await context.setOffline(false)
  await expect(page.getByText(words.say.me.outbox_none)).toBeVisible()
})

/** The words of the drafts on the phone's disk. */
function writtenDown(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const open = indexedDB.open('jemaa-drafts')
    await new Promise((done) => open.addEventListener('success', done))
    const all = open.result.transaction('drafts').objectStore('drafts').getAll()
    await new Promise((done) => all.addEventListener('success', done))
    open.result.close()
    return all.result.map((one: { words: string }) => one.words)
  })
}

test('several drafts wait with their photos, also when the tab dies', async ({ page, words, context }) => {
  const { wizard } = words.say
  await become(page, 'resident')
  for (const text of ['Premier', 'Second']) {
    await page.goto('/fr/reports/new')
    // The drafts are read from the phone's disk: which of the two it will be is only known then.
    const fresh = button(page, wizard.fresh)
    await expect(fresh.or(heading(page, wizard.photo))).toBeVisible()
    if (await fresh.isVisible()) await fresh.click()
    await expect(heading(page, wizard.photo)).toBeVisible()
    const buffer = await photoAt(page, spot.lon, spot.lat)
    await page.locator('input[type=file][multiple]').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer })
    await expect(page.getByText(wizard.place_photo)).toBeVisible()
    await button(page, words.act.next).click()
    await page.getByLabel(wizard.words).fill(`${text} brouillon`)
    await expect.poll(() => writtenDown(page)).toContain(`${text} brouillon`)
  }
  const line = await context.newCDPSession(page)
  const died = page.waitForEvent('crash')
  void line.send('Page.crash').catch(() => {})
  await died
  const after = await context.newPage()
  await page.close()
  await after.goto('/fr/reports/new')
  await expect(heading(after, wizard.drafts)).toBeVisible()
  await expect(after.getByText('Premier brouillon')).toBeVisible()
  await expect(after.getByText('Second brouillon')).toBeVisible()
  await sound(after, 'fr')
  await after.getByRole('button', { name: `${words.act.discard} : Premier brouillon` }).click()
  await button(after.getByRole('dialog'), words.act.discard).click()
  await expect(after.getByText('Premier brouillon')).toHaveCount(0)
  await button(after, words.act.next).click()
  await after.goto(after.url().replace(/step=\w+/, 'step=photo'))
  const kept = after.getByRole('img', { name: words.photo.count(1) })
  await expect.poll(() => kept.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1600)
})
