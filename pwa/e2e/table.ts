// Every screen, and every state of one that looks different: who sees it and how to come there. What holds everywhere is tried
// on all of these rows (everyone.spec.ts), and `make screens` takes a picture of each (screens.ts).
import type { Page } from '@playwright/test'
import { type Person, type Persona, ulid } from './people'
import * as presses from './presses'
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
  /** Leaves the phone as the next row expects it. */
  after?: (page: Page) => Promise<void>
}

export const rows: Row[] = [
  { name: 'home', path: '/', dark: true, shop: true },
  { name: 'home-resident', path: '/', as: 'resident' },
  { name: 'reports', path: '/reports', dark: true },
  { name: 'reports-filters', path: '/reports', press: presses.filters },
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
  { name: 'report-what', path: '/reports/new?draft={new}&step=what', as: 'resident', press: presses.words },
  { name: 'report-category', path: '/reports/new?draft={new}&step=what', as: 'resident', press: presses.categories },
  { name: 'report-more', path: '/reports/new?draft={new}&step=what', as: 'resident', press: presses.questions },
  { name: 'report-similar', path: '/reports/new?draft={new}&step=what', as: 'resident', press: presses.similar },
  { name: 'report-sent', path: '/reports/new?draft={new}&step=what', as: 'resident', press: presses.sent },
  { name: 'report-review', path: '/reports/new?draft={new}&step=review', as: 'resident', picture: false },
  { name: 'report-drafts', path: '/reports/new', as: 'resident' },
  { name: 'shelf', path: '/reports?followed=me', as: 'resident' },
  { name: 'inbox', path: '/inbox', as: 'resident' },
  { name: 'me', path: '/me', as: 'resident', dark: true },
  { name: 'outbox', path: '/me', as: 'resident', dark: true, press: presses.outbox, after: presses.emptied },
  { name: 'me-guest', path: '/me', picture: false },
  { name: 'my-data', path: '/me/data', as: 'resident', dark: true },
  { name: 'security', path: '/me/security', as: 'resident', picture: false },
  { name: 'security-token', path: '/me/security', as: 'resident', picture: false, press: token },
  { name: 'enrol', path: '/enrol#token', picture: false },
  { name: 'desk', path: '/desk', as: 'official' },
  { name: 'desk-report', path: '/desk?report={served}', as: 'official', dark: true },
  { name: 'desk-map', path: '/desk?pane=map', as: 'official', wide: true },
  { name: 'desk-day', path: '/desk?pane=day', as: 'official', wide: true, dark: true },
  { name: 'desk-bulk', path: '/desk', as: 'official', wide: true, press: presses.bulk },
  { name: 'desk-templates', path: '/desk', as: 'official', wide: true, press: presses.templates },
  { name: 'desk-closed', path: '/desk', as: 'resident', picture: false },
  { name: 'moderation', path: '/moderation', as: 'moderator' },
  { name: 'moderation-case', path: '/moderation?case={case}', as: 'moderator' },
  { name: 'verify', path: '/me/verify', as: 'resident', dark: true },
  { name: 'verify-code', path: '/me/verify', as: 'resident', press: code },
  { name: 'counter', path: '/counter', as: 'counter', dark: true },
  { name: 'counter-lower', path: '/counter', as: 'counter', press: lower },
  { name: 'admin', path: '/admin', as: 'admin', dark: true },
  { name: 'admin-give', path: '/admin?role=moderator', as: 'admin', press: give },
  { name: 'admin-log', path: '/admin?view=log', as: 'admin' },
  { name: 'moderation-decided', path: '/moderation?state=decided', as: 'moderator' },
]

async function code(page: Page, { verify }: Words): Promise<void> {
  await page.getByRole('button', { name: verify.show }).click()
  await page.locator('[data-code]').waitFor()
}

async function lower(page: Page, { counter }: Words): Promise<void> {
  await page.getByRole('button', { name: counter.lower }).click()
  await page.getByRole('dialog').waitFor()
}

async function give(page: Page, { admin }: Words): Promise<void> {
  await page.getByRole('button', { name: admin.give, exact: false }).last().click()
  await page.getByRole('dialog').waitFor()
}

/** Sees to it that somebody's screens have something on them: an invented city may have left this desk empty. */
export async function prepare(who: Persona | undefined, person: (who: Persona) => Promise<Person>): Promise<void> {
  if (who !== 'official') return
  const resident = await person('resident')
  const all = [await resident.submit(), await resident.submit(), await resident.submit()]
  await (await person('official')).act(all[0]?.id ?? '', { kind: 'status', status: 'acknowledged', text: 'Bien reçu.' })
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

async function token(page: Page, { own }: Words): Promise<void> {
  await page.getByRole('button', { name: own.tokens.make, exact: true }).click()
}
