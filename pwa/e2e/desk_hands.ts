// What an official's hands do at the desk, on the keyboard above all.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { become, expect, open } from './harness'
import { complaints } from './looks'
import type { Person, Report } from './people'
import type { AnyLang, Words } from './words'

/** Sits an official down at the desk; seconds are the time in which an act can be taken back. */
export async function sit(page: Page, lang: AnyLang, path = '', seconds: 0 | 10 | 30 = 10): Promise<void> {
  await become(page, 'official')
  await page.evaluate((text) => localStorage.setItem('jemaa-desk-hold', text), String(seconds))
  await open(page, lang, `/desk${path}`)
}

/** Reports something, one after the other, so that they stand together at the queue's end. */
export async function bring(author: Person, titles: string[]): Promise<Report[]> {
  const out: Report[] = []
  for (const title of titles) out.push(await author.submit({ title }))
  return out
}

/** Puts a report on the desk with its acts, and the focus on its row. */
export async function take(page: Page, id: string): Promise<void> {
  const row = page.locator(`[data-row="${id}"]`)
  await row.click()
  await row.focus()
  await expect(page.locator('.acts .btn').first()).toBeVisible()
}

/** Presses an act's key, writes its words, sends: three moves. */
export async function say(page: Page, key: string, text: string): Promise<void> {
  await page.keyboard.press(key)
  await expect(page.locator('form.card textarea').first()).toBeFocused()
  await page.keyboard.type(text)
  await page.keyboard.press('Control+Enter')
  await expect(page.locator('form.card')).toHaveCount(0)
}

/** The row that has the focus. */
export const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-row') ?? '')

/** Nothing at all that axe complains of, by day and by night, and nothing that must be scrolled sideways. */
export async function spotless(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined
    expect(await complaints(page, rules), `${page.url()} ${colorScheme}`).toEqual([])
  }
  const size = page.viewportSize() ?? { width: 1280, height: 800 }
  await page.setViewportSize({ width: 320, height: 740 })
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(over, `${page.url()} is wider than 320 px`).toBeLessThanOrEqual(0)
  await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Lets the desk write its table, and reads it as a spreadsheet would. */
export async function exported(page: Page, words: Words): Promise<string[]> {
  const coming = page.waitForEvent('download')
  await page.getByRole('button', { name: words.staff.queue.csv }).click()
  const text = await readFile(await (await coming).path(), 'utf8')
  return text.split('\r\n')
}
