// What is pressed on a screen, or has to be on the phone, before it looks as a row of the table says.
import type { Page } from '@playwright/test'
import { arrived } from './harness'
import { Person, ulid } from './people'
import type { Words } from './words'

export async function filters(page: Page, say: Words): Promise<void> {
  await page.getByRole('button', { name: say.say.list.filters }).first().click()
  await page.getByRole('dialog').waitFor()
}

const told: Record<string, string> = {
  fr: 'Une fuite d’eau devant l’école, le trottoir est inondé depuis hier.',
  ar: 'تسرب الماء في الزنقة، والرصيف مغمور منذ البارحة.',
}

export async function words(page: Page, say: Words): Promise<void> {
  const lang = (await page.locator('html').getAttribute('lang')) ?? ''
  await page.getByLabel(say.say.wizard.words).fill(told[lang] ?? told.fr ?? '')
  await page.getByText(say.say.wizard.guessed).waitFor()
}

export async function categories(page: Page, say: Words): Promise<void> {
  const { choose, change } = say.say.wizard
  const either = page.getByRole('button', { name: choose }).or(page.getByRole('button', { name: change, exact: true }))
  await either.first().click()
  await page.getByRole('dialog').waitFor()
}

// A leak asks how strong it is; its three answers are the only question.
export async function questions(page: Page, say: Words): Promise<void> {
  await words(page, say)
  await page.getByRole('button', { name: say.act.next, exact: true }).click()
  await page.getByText(say.say.question.once).waitFor()
}

/** Where another resident has reported a leak already. */
const leak = { lon: -7.5411, lat: 33.5721 }

export async function similar(page: Page, say: Words): Promise<void> {
  await leakThere(page)
  await placedAt(page, leak)
  await questions(page, say)
  await page.getByRole('radio').first().click()
  await page.getByRole('button', { name: say.say.wizard.it_is }).first().waitFor()
}

export async function sent(page: Page, say: Words): Promise<void> {
  await placedAt(page, { lon: -7.5311, lat: 33.5531 })
  await questions(page, say)
  await page.getByRole('radio').first().click()
  const other = page.getByRole('button', { name: say.say.wizard.it_is }).first()
  await other.or(page.getByRole('heading', { level: 1, name: say.say.wizard.review })).waitFor()
  if (await other.isVisible()) await page.getByRole('button', { name: say.say.wizard.none_of }).click()
  const terms = page.getByLabel(say.say.wizard.accept)
  const send = page.getByRole('button', { name: say.act.send, exact: true })
  await send.waitFor()
  if (await terms.isVisible()) await terms.check()
  await send.click()
  await page.getByRole('heading', { name: say.say.wizard.sent }).waitFor()
}

async function leakThere(page: Page): Promise<void> {
  const other = await Person.signIn(page.request, 'resident2')
  const near = await other.ask<{ items: object[] }>('GET', `/reports/similar?lon=${leak.lon}&lat=${leak.lat}`)
  if (near.items.length > 0) return
  await other.submit({
    category: 'water-leak',
    title: 'Fuite au pied de l’immeuble',
    description: 'L’eau coule sur le trottoir depuis ce matin, au pied de l’immeuble B.',
    answers: { flow: ['stream'] },
    location: leak,
  })
}

/** Gives the draft in hand a place, as a photo would: it is written down where the app keeps drafts, and read again. */
async function placedAt(page: Page, place: { lon: number; lat: number }): Promise<void> {
  const { area } = await (await page.request.get(`/api/v1/city/locate?lon=${place.lon}&lat=${place.lat}`)).json()
  const id = new URL(page.url()).searchParams.get('draft') ?? ''
  await keep(page, 'jemaa-drafts', 'drafts', {
    ...{ id, area, photos: [], address: '', words: '', category: '', chosen: false, answers: {}, anonymous: false },
    ...{ place: { ...place, from: 'photo' }, queued: false, account: '', changedAt: Date.now() },
  })
  await page.reload()
  await arrived(page)
}

interface Kept {
  id: string
}

/** Puts a record into one of the app's own stores on the phone. */
function keep(page: Page, name: string, store: string, record: Kept): Promise<void> {
  return page.evaluate(
    async ([base, table, value]) => {
      const open = indexedDB.open(base)
      await new Promise((done) => open.addEventListener('success', done))
      const tx = open.result.transaction(table, 'readwrite')
      tx.objectStore(table).put(value)
      await new Promise((done) => tx.addEventListener('complete', done))
      open.result.close()
    },
    [name, store, record] as const,
  )
}

const refused = {
  fr: 'Cette photo ne peut pas être lue. Reprenez-la, ou envoyez sans elle.',
  ar: 'تعذرت قراءة هذه الصورة. أعد التقاطها أو أرسل من دونها.',
}

// Without a line what is written down waits: a report with its photo, one that was refused, a voice.
export async function outbox(page: Page): Promise<void> {
  await clear(page, 'jemaa-drafts', 'drafts') // what earlier rows began
  await page.context().setOffline(true)
  const account = (await page.evaluate(() => localStorage.getItem('jemaa-account'))) ?? ''
  const common = {
    account,
    method: 'PUT',
    path: '/api/v1/reports/x',
    photos: [],
    state: 'waiting',
    tries: 0,
    nextAt: 0,
  }
  const at = Date.now()
  const lang = await page.locator('html').getAttribute('lang')
  const refusal = { status: 422, code: 'input.invalid', detail: lang === 'ar' ? refused.ar : refused.fr, fields: {} }
  const all = [
    { kind: 'submit_report', title: told.fr, createdAt: at - 240_000, tries: 2 },
    { kind: 'submit_report', title: told.ar, createdAt: at - 90_000, state: 'parked', refusal },
    { kind: 'support', subject: ulid(), title: 'Lampadaire éteint, boulevard Zerktouni', createdAt: at - 30_000 },
  ]
  for (const one of all) {
    const id = ulid()
    await keep(page, 'jemaa-outbox', 'commands', { subject: id, ...common, ...one, id } as Kept)
  }
  await page.evaluate(() => new BroadcastChannel('jemaa-outbox').postMessage('changed'))
  await page.locator('[data-command]').nth(2).waitFor()
  await page
    .locator('.section:has(.outbox)')
    .evaluate((one) => scrollTo(0, scrollY + one.getBoundingClientRect().y - 76))
}

export async function emptied(page: Page): Promise<void> {
  await clear(page, 'jemaa-outbox', 'commands')
  await page.context().setOffline(false)
}

/** Takes everything out of one of the app's own stores on the phone. */
function clear(page: Page, name: string, store: string): Promise<void> {
  return page.evaluate(
    async ([base, table]) => {
      const open = indexedDB.open(base)
      await new Promise((done) => open.addEventListener('success', done))
      const tx = open.result.transaction(table, 'readwrite')
      tx.objectStore(table).clear()
      await new Promise((done) => tx.addEventListener('complete', done))
      open.result.close()
    },
    [name, store] as const,
  )
}

export async function bulk(page: Page): Promise<void> {
  const lines = page.locator('[data-row]')
  for (const i of [0, 1, 2]) {
    await lines.nth(i).focus()
    await page.keyboard.press('x')
  }
  await arrived(page)
}

export async function templates(page: Page, { staff }: Words): Promise<void> {
  await page.locator('[data-row]').first().waitFor()
  await page.keyboard.press('t')
  const sheet = page.getByRole('dialog')
  await sheet.waitFor()
  const examples = sheet.getByRole('button', { name: staff.template.starters })
  const some = sheet.getByRole('listitem').first()
  await examples.or(some).first().waitFor()
  if (await examples.isVisible()) await examples.click()
  await some.waitFor()
}
