// Every screen, and every state of one that looks different: who sees it and how to come there. What holds everywhere is tried
// on all of these rows (everyone.spec.ts), and `make screens` takes a picture of each (screens.ts).
import type { Page } from '@playwright/test'
import { arrived } from './harness'
import { type Person, type Persona, ulid } from './people'
import type { Words } from './words'

export interface Row {
  name: string
  /** {report}: one with a picture and support; {own}: the resident's own; {served}: on the official's desk;
   * {new}: a draft of its own. */
  path: string
  as?: Persona
  /** Its picture is taken in the dark too. */
  dark?: boolean
  /** Only where there is room beside the queue. */
  wide?: boolean
  /** No picture of it: it looks like another. */
  picture?: false
  /** Shown before the app is installed. */
  shop?: true
  /** What is pressed once the screen is there. */
  press?: (page: Page, words: Words) => Promise<void>
}

export const rows: Row[] = [
  { name: 'home', path: '/', dark: true, shop: true },
  { name: 'home-resident', path: '/', as: 'resident' },
  { name: 'reports', path: '/reports', dark: true },
  { name: 'reports-filters', path: '/reports', press: filters },
  { name: 'map', path: '/map', dark: true, shop: true },
  { name: 'search', path: '/search?q=eau' },
  { name: 'search-start', path: '/search' },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'about', path: '/about' },
  { name: 'nowhere', path: '/nowhere' },
  { name: 'report', path: '/reports/{report}', dark: true, shop: true },
  { name: 'report-own', path: '/reports/{own}', as: 'resident' },
  { name: 'report-photo', path: '/reports/new?draft={new}&step=photo', as: 'resident', dark: true },
  { name: 'report-place', path: '/reports/new?draft={new}&step=place', as: 'resident' },
  { name: 'report-what', path: '/reports/new?draft={new}&step=what', as: 'resident', press: words },
  { name: 'report-category', path: '/reports/new?draft={new}&step=what', as: 'resident', press: categories },
  { name: 'report-review', path: '/reports/new?draft={new}&step=review', as: 'resident', picture: false },
  { name: 'report-drafts', path: '/reports/new', as: 'resident' },
  { name: 'shelf', path: '/reports?followed=me', as: 'resident' },
  { name: 'inbox', path: '/inbox', as: 'resident' },
  { name: 'me', path: '/me', as: 'resident', dark: true },
  { name: 'me-guest', path: '/me', picture: false },
  { name: 'desk', path: '/desk', as: 'official' },
  { name: 'desk-report', path: '/desk?report={served}', as: 'official', dark: true },
  { name: 'desk-map', path: '/desk?pane=map', as: 'official', wide: true },
  { name: 'desk-day', path: '/desk?pane=day', as: 'official', wide: true, dark: true },
  { name: 'desk-bulk', path: '/desk', as: 'official', wide: true, press: bulk },
  { name: 'desk-templates', path: '/desk', as: 'official', wide: true, press: templates },
  { name: 'desk-closed', path: '/desk', as: 'resident', picture: false },
  { name: 'moderation', path: '/moderation', as: 'moderator' },
  { name: 'moderation-case', path: '/moderation?case={case}', as: 'moderator' },
  { name: 'moderation-decided', path: '/moderation?state=decided', as: 'moderator' },
]

async function filters(page: Page, say: Words): Promise<void> {
  await page.getByRole('button', { name: say.say.list.filters }).first().click()
  await page.getByRole('dialog').waitFor()
}

const told: Record<string, string> = {
  fr: 'Une fuite d’eau devant l’école, le trottoir est inondé depuis hier.',
  ar: 'تسرب الماء في الزنقة، والرصيف مغمور منذ البارحة.',
}

async function words(page: Page, say: Words): Promise<void> {
  const lang = (await page.locator('html').getAttribute('lang')) ?? ''
  await page.getByLabel(say.say.wizard.words).fill(told[lang] ?? told.fr ?? '')
  await page.getByText(say.say.wizard.guessed).waitFor()
}

async function categories(page: Page, say: Words): Promise<void> {
  const { choose, change } = say.say.wizard
  const either = page.getByRole('button', { name: choose }).or(page.getByRole('button', { name: change, exact: true }))
  await either.first().click()
  await page.getByRole('dialog').waitFor()
}

async function bulk(page: Page): Promise<void> {
  const lines = page.locator('[data-row]')
  for (const i of [0, 1, 2]) {
    await lines.nth(i).focus()
    await page.keyboard.press('x')
  }
  await arrived(page)
}

async function templates(page: Page, { staff }: Words): Promise<void> {
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

interface Listed {
  items: { id: string; photo?: object; supports: number }[]
}

const found = new Map<string, string>()

/** The row's address with real ids in it; each is looked up once. */
export async function pathOf({ path }: Row, person: (who: Persona) => Promise<Person>): Promise<string> {
  const hole = /\{(\w+)\}/.exec(path)?.[1]
  if (!hole) return path
  if (hole === 'new') return path.replace('{new}', ulid())
  if (!found.has(hole)) found.set(hole, await look(hole, person))
  return path.replace(`{${hole}}`, found.get(hole) ?? '')
}

async function look(hole: string, person: (who: Persona) => Promise<Person>): Promise<string> {
  if (hole === 'case') {
    const { items } = await (await person('moderator')).ask<{ items: Case[] }>('GET', '/moderation/cases?limit=10')
    const subject = items[0]?.subject
    return subject ? `${subject.kind}/${subject.id}` : ''
  }
  const who = await person('resident')
  const queries: Record<string, string> = {
    report: 'status=in_progress',
    own: 'author=me',
    served: 'authority=srm-casablanca-settat&status=acknowledged',
  }
  const { items } = await who.ask<Listed>('GET', `/reports?limit=50&${queries[hole]}`)
  const best = items.filter((one) => one.photo).sort((a, b) => b.supports - a.supports)[0] ?? items[0]
  if (!best) throw new Error(`${hole}: no such report`)
  return best.id
}

interface Case {
  subject: { kind: string; id: string }
}
