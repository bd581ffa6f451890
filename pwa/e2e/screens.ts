// Pictures of every screen, for people to look at: `make screens` writes them to docs/screens.
import { mkdirSync } from 'node:fs'
import { become, open, test } from './harness'
import type { Persona } from './people'
import { type Lang, langs } from './words'

const folder = new URL('../../docs/screens/', import.meta.url).pathname

interface Screen {
  name: string
  path: string
  as?: Persona
  /** Also in the dark. */
  dark?: boolean
}

const screens: Screen[] = [
  { name: 'home', path: '/', dark: true },
  { name: 'reports', path: '/reports' },
  { name: 'map', path: '/map' },
  { name: 'search', path: '/search?q=eau' },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'about', path: '/about' },
  { name: 'report', path: '/reports/{report}', dark: true },
  { name: 'report-photo', path: '/reports/new?step=photo', as: 'resident' },
  { name: 'report-place', path: '/reports/new?step=place', as: 'resident' },
  { name: 'report-what', path: '/reports/new?step=what', as: 'resident' },
  { name: 'report-own', path: '/reports/{own}', as: 'resident' },
  { name: 'inbox', path: '/inbox', as: 'resident' },
  { name: 'me', path: '/me', as: 'resident' },
  { name: 'desk', path: '/desk', as: 'official' },
  { name: 'desk-report', path: '/desk?report={served}', as: 'official', dark: true },
  { name: 'moderation', path: '/moderation', as: 'moderator' },
]

interface Listed {
  items: { id: string; photo?: object; status: string; supports: number }[]
}

for (const lang of langs) {
  for (const screen of screens) {
    test.describe(lang, () => {
      test.use({ lang, expected: [/./] })
      test(screen.name, async ({ page, person }) => {
        mkdirSync(folder, { recursive: true })
        if (screen.as) await become(page, screen.as)
        const who = await person(screen.as ?? 'resident')
        const list = (query: string) => who.ask<Listed>('GET', `/reports?limit=50&${query}`)
        const best = (items: Listed['items']) =>
          items.filter((one) => one.photo).sort((a, b) => b.supports - a.supports)[0]?.id ?? items[0]?.id ?? ''
        const path = screen.path
          .replace('{report}', best((await list('status=in_progress')).items))
          .replace('{own}', best((await list('author=me')).items))
          .replace('{served}', await served(screen, list))
        for (const width of [360, 1280]) {
          await page.setViewportSize({ width, height: width === 360 ? 740 : 860 })
          for (const scheme of screen.dark ? (['light', 'dark'] as const) : (['light'] as const)) {
            await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
            await open(page, lang, path)
            await page.screenshot({ path: file(lang, screen.name, width, scheme), type: 'jpeg', quality: 75 })
          }
        }
      })
    })
  }
}

async function served(screen: Screen, list: (query: string) => Promise<Listed>): Promise<string> {
  if (screen.as !== 'official') return ''
  const found = await list('authority=srm-casablanca-settat&status=acknowledged')
  return found.items[0]?.id ?? ''
}

function file(lang: Lang, name: string, width: number, scheme: 'light' | 'dark'): string {
  return `${folder}${name}.${lang}.${width}${scheme === 'dark' ? '.dark' : ''}.jpg`
}
