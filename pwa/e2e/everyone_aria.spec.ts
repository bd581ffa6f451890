// What a screen reader is given: the landmarks, headings and names of controls of the main screens, kept in e2e/aria. What
// people wrote and what changes by the hour is left out. `npx playwright test everyone_aria --update-snapshots` writes them anew.
import { become, expect, open, settled, test } from './harness'
import type { Persona } from './people'
import { pathOf, prepare, rows } from './table'
import { langs } from './words'

const kept = [
  'home',
  'reports',
  'map',
  'search-start',
  'sign-in',
  'report',
  'report-photo',
  'report-place',
  'report-what',
]
  .concat([
    'report-review',
    'inbox',
    'me',
    'my-data',
    'desk',
    'desk-report',
    'moderation',
    'moderation-case',
    'admin',
    'admin-log',
    'verify',
    'counter',
  ])
  .map((name) => {
    const row = rows.find((one) => one.name === name)
    if (!row) throw new Error(`${name}: not in the table`)
    return row
  })
const groups: (Persona | undefined)[] = [...new Set(kept.map(({ as }) => as))]

/** The city's data, in whatever screen it appears. */
const data = [
  '.demo, .cards, .card.report, .photo, :has(> .photo), .marks, time, [data-row], .pip, :not(h1)[dir="auto"], .timeline, .small',
  'option, .numbers strong, .leaflet-map-pane, .leaflet-control-attribution, h1.data, .hush[role="status"]',
]

/** More of it, where a whole part of a screen depends on what was reported. */
const more: Record<string, string> = {
  'search-start': '#main [role="group"] button, #main fieldset button, #main details button',
  report: '#main p, #main dl, .pill',
  'my-data': '#main dl, #main details, #main .note, #main progress',
  inbox: '#main ul, #main h2, #main [role="status"]',
  desk: '#main li',
  'desk-report': '#main li, #main p, #main dl, .pill',
  moderation: '#main li',
  admin: '#main li',
  'admin-log': '#main li',
  'moderation-case': '#main ul, #main li, #main p, #main dl, .pill',
}

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang, expected: [/401/] })
    test.setTimeout(180_000)
    for (const who of groups) {
      test(`names of what ${who ?? 'nobody'} can press`, async ({ page, person }) => {
        await prepare(who, person)
        if (who) await become(page, who)
        for (const row of kept.filter(({ as }) => as === who)) {
          await open(page, lang, await pathOf(row, person))
          await settled(page)
          // The heading of a report is what somebody wrote.
          if (row.path.startsWith('/reports/{'))
            await page.evaluate(() => document.querySelector('h1')?.classList.add('data'))
          await page.evaluate(
            (selector) => {
              for (const one of document.querySelectorAll(selector)) one.setAttribute('aria-hidden', 'true')
              // Whether there is a next one is the city's data as well.
              for (const step of document.querySelectorAll('#main nav button[disabled]'))
                step.removeAttribute('disabled')
              for (const link of document.querySelectorAll('a[href]'))
                link.setAttribute('href', (link.getAttribute('href') ?? '').replace(/[0-9A-Z]{26}/g, 'ID'))
            },
            [...data, more[row.name] ?? 'nothing'].join(', '),
          )
          await expect.soft(page.locator('body')).toMatchAriaSnapshot({ name: `${row.name}.${lang}.aria.yml` })
        }
      })
    }
  })
}
