// Draws each open screen as it looks before any data has come, so that Go can send it inside the page.
import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** Screens that are drawn: their path without the language, and the module that Go knows them by. */
const drawn = [
  ['/', 'src/home/screen.tsx'],
  ['/reports', 'src/report/list.tsx'],
  ['/reports/new', 'src/report/wizard.tsx'],
] as const

const waits = /<div class="stack" role="status"[^>]*>(<div class="bone"[^>]*><\/div>)+<\/div>/

async function firstScreens(lang: string): Promise<Record<string, string>> {
  const browser = {
    document: { documentElement: { lang }, getElementById: () => null, addEventListener() {} },
    addEventListener() {},
    localStorage: { getItem: () => null },
    matchMedia: () => ({ matches: false }),
    location: new URL(`http://x/${lang}`),
  }
  Object.assign(globalThis, browser)
  const [{ routes }, { Frame }, { place }, { boot }, { loadWords }] = await Promise.all([
    import('../src/app'),
    import('../src/frame'),
    import('../src/route'),
    import('../src/boot'),
    import('../src/words'),
  ])
  boot.city = '@@city@@'
  await loadWords(lang)
  const found: Record<string, string> = {}
  for (const [path, name] of drawn) {
    const route = routes.find((one) => one.path === path)
    if (!route) throw new Error(`first: ${path}: no such route`)
    const { default: Screen } = await route.load()
    place.value = { route, Screen, params: {}, query: new URLSearchParams(), url: `/${lang}${path}` }
    found[name] = tidy(name, renderToString(h(Frame, null)))
  }
  return found
}

function tidy(name: string, page: string): string {
  const html = page.replace(waits, '@@reports@@').replace(/ style="[^"]*"/g, '')
  // A question can be seen before the scripts that answer a tap are there, but not yet be touched.
  if (name === 'src/report/wizard.tsx') return html.replace('<div class="frame', '<div inert class="frame')
  if (!html.includes('@@reports@@')) throw new Error(`first: ${name}: no list`)
  return html
}

// Drawn while this module is read: the runner that reads it for the finishing step fetches nothing afterwards.
const lang = process.env.FIRST_LANG ?? 'fr'

/** The screens in FIRST_LANG; @@city@@ and @@reports@@ stand where Go puts the city's name and its reports. */
export const first = await firstScreens(lang)
