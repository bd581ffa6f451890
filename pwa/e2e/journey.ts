// The resident's way through the screens, step by step, in whatever language the phone speaks.
import { expect, type Locator, type Page } from '@playwright/test'
import { arrived, sound } from './harness'
import { photoAt } from './picture'
import type { Lang, Words } from './words'

/** One phone: its page and the words on it. */
export interface Phone {
  page: Page
  lang: Lang
  words: Words
}

export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name })
export const button = (page: Page | Locator, name: string): Locator => page.getByRole('button', { name, exact: true })

/** A place of the city that no invented report is near to. */
export const spot = { lon: -7.6149, lat: 33.5985 }

interface Told {
  text: string
  /** With a photo that says where it was taken; else the area is chosen. */
  photo?: boolean
  area?: string
  category?: RegExp
}

/** Goes from an empty wizard to the last look before sending. */
export async function fillIn(phone: Phone, told: Told): Promise<void> {
  const { page, lang, words } = phone
  await page.goto(`/${lang}/reports/new?step=photo`)
  await expect(heading(page, words.say.wizard.photo)).toBeVisible()
  if (told.photo) await addPhoto(phone)
  await sound(page, lang)
  await button(page, told.photo ? words.act.next : words.say.wizard.no_photo).click()
  if (told.photo) await lookAtPlace(phone)
  await expect(heading(page, words.say.wizard.place)).toBeVisible()
  if (told.photo) await expect(page.getByText(words.say.wizard.place_photo)).toBeVisible()
  else await page.getByLabel(words.say.wizard.use_area).selectOption(told.area ?? 'sidi-belyout')
  await page.getByLabel(words.say.wizard.address).fill('12, rue des Tests')
  await sound(page, lang)
  await button(page, words.act.next).click()

  await expect(heading(page, words.say.wizard.what)).toBeVisible()
  await page.getByLabel(words.say.wizard.words).fill(told.text)
  if (told.category) {
    await expect(page.getByText(words.say.wizard.guessed)).toBeVisible()
    await expect(page.getByRole('paragraph').filter({ hasText: told.category })).toBeVisible()
  } else {
    await chooseCategory(phone)
  }
  await sound(page, lang)
  await button(page, words.act.next).click()
  await answerQuestions(phone)
}

// A photo that says where it was taken spares the question; the place stays a tap away.
async function lookAtPlace({ page, lang, words }: Phone): Promise<void> {
  await expect(heading(page, words.say.wizard.what)).toBeVisible()
  await sound(page, lang)
  await page.getByRole('button', { name: words.say.page.place }).click()
}

/** Adds a photo that says where it was taken, and waits until the city has found that place. */
export async function addPhoto({ page, words }: Phone): Promise<void> {
  const photo = await photoAt(page, spot.lon, spot.lat)
  const gallery = page.locator('input[type=file][multiple]')
  await gallery.setInputFiles({ name: 'IMG_2026.jpg', mimeType: 'image/jpeg', buffer: photo })
  await expect(page.getByRole('img', { name: words.photo.count(1) })).toBeVisible()
  await expect(page.getByText(words.say.wizard.place_photo)).toBeVisible()
}

// Without a network nobody guesses: the person picks from the list that is on the phone.
async function chooseCategory({ page, words }: Phone): Promise<void> {
  await button(page, words.say.wizard.choose).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('radio').first().or(sheet.getByRole('button').nth(1)).first().click()
}

async function answerQuestions({ page, lang, words }: Phone): Promise<void> {
  const more = heading(page, words.say.wizard.more)
  const later = heading(page, words.say.wizard.similar).or(heading(page, words.say.wizard.review))
  await expect(more.or(later)).toBeVisible()
  if (!(await more.isVisible())) return
  await sound(page, lang)
  const alone = await page.getByText(words.say.question.once).isVisible() // then an answer goes on by itself
  for (const group of await page.locator('fieldset').all()) await group.getByRole('radio').first().click()
  if (!alone) await button(page, words.act.next).click()
}

/** Says that what was found nearby is something else, when something was. */
export async function passSimilar({ page, lang, words }: Phone, expected = false): Promise<void> {
  const review = heading(page, words.say.wizard.review)
  const other = button(page, words.say.wizard.none_of)
  if (expected) await expect(button(page, words.say.wizard.it_is).first()).toBeVisible()
  await expect(review.or(button(page, words.say.wizard.it_is).first()).first()).toBeVisible()
  if (!(await review.isVisible())) {
    await sound(page, lang)
    await other.click()
  }
  await expect(review).toBeVisible()
}

/** Accepts the terms, signs in on the spot when nobody is, and sends. The report's id comes back. */
export async function send({ page, lang, words }: Phone, persona?: 'resident' | 'resident2'): Promise<string> {
  const terms = page.getByLabel(words.say.wizard.accept)
  if (await terms.isVisible()) await terms.check()
  if (persona) {
    await sound(page, lang)
    await button(page, words.say.sign_in.personas[persona]).click()
  }
  await button(page, words.act.send).click()
  await expect(page).toHaveURL(/step=sent/)
  return new URL(page.url()).searchParams.get('draft') ?? ''
}

export async function openReport({ page, lang }: Phone, id: string): Promise<void> {
  await page.goto(`/${lang}/reports/${id}`)
  await arrived(page)
}
