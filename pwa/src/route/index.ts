// A small router on the history API. Paths are /{lang}/…; a change of language is a change of page, because Go writes
// another shell. Screens are lazy: the old one stays until the new one has arrived, so nothing flashes.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { toast } from '../ui/toast'
import { langs, pageLang, t } from '../words'
import { match, type Params, splitLang } from './match'

export type { Params } from './match'

export interface ScreenProps {
  params: Params
  query: URLSearchParams
}

/** A row of the routes table: a pattern without the language, and the module whose default export is the screen. */
export interface Route {
  path: string
  load: () => Promise<{ default: ComponentType<ScreenProps> }>
  /** Which tab of the bottom bar is lit. */
  tab?: 'home' | 'map' | 'report' | 'me'
  /** A task of one question a screen: the bottom bar steps aside. */
  focused?: boolean
}

export interface Place extends ScreenProps {
  route: Route
  Screen: ComponentType<ScreenProps>
  url: string
}

/** Where the person is; undefined only before the first screen has loaded. */
export const place = signal<Place | undefined>(undefined)

/** True while the next screen is on its way. */
export const leaving = signal(false)

/** Counts navigations inside the app: 0 on the page that the server sent. */
export let navigations = 0

let table: Route[] = []
let missing: Route
let turn = 0

/** The path of a screen in the page's language: href('/reports/x') is "/fr/reports/x". */
export function href(path: string, lang = pageLang()): string {
  return `/${lang}${path.startsWith('/') ? path : `/${path}`}`
}

/** Goes to a screen: a path with or without its language. */
export async function go(to: string, how: 'push' | 'replace' = 'push'): Promise<void> {
  const full = splitLang(to.split('?')[0] ?? '', langs).lang ? to : href(to)
  const url = new URL(full, location.href)
  if (splitLang(url.pathname, langs).lang !== pageLang()) return location.assign(url)
  await show(url, 0, () => {
    keepScroll()
    if (how === 'push') history.pushState({ y: 0 }, '', url)
    else history.replaceState({ y: 0 }, '', url)
  })
}

/** Goes back when there is somewhere to go back to inside the app, else to the path given. */
export function goBack(otherwise = '/'): void {
  if (navigations > 0) history.back()
  else void go(otherwise, 'replace')
}

/** Changes the query of the present screen in place: filters, sorting, a tab. */
export function setQuery(change: Record<string, string | undefined>): void {
  const now = place.value
  if (!now) return
  const url = new URL(location.href)
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined || value === '') url.searchParams.delete(key)
    else url.searchParams.set(key, value)
  }
  history.replaceState(history.state, '', url)
  place.value = { ...now, query: url.searchParams, url: url.pathname + url.search }
}

/** Starts the router and loads the first screen. */
export async function startRouter(routes: Route[], notFound: Route): Promise<void> {
  table = routes
  missing = notFound
  history.scrollRestoration = 'manual'
  addEventListener('click', followLink)
  addEventListener('popstate', (event) => {
    void show(new URL(location.href), (event.state as { y?: number } | null)?.y ?? 0, () => {})
  })
  addEventListener('pagehide', keepScroll)
  await show(new URL(location.href), (history.state as { y?: number } | null)?.y ?? 0)
}

function find(path: string): { route: Route; params: Params } {
  for (const route of table) {
    const params = match(route.path, path)
    if (params) return { route, params }
  }
  return { route: missing, params: {} }
}

// arrive changes the address, once the screen is there; the first screen of a page has nothing to change.
async function show(url: URL, y: number, arrive?: () => void): Promise<void> {
  const mine = ++turn
  const { route, params } = find(splitLang(url.pathname, langs).rest)
  const slow = setTimeout(() => {
    leaving.value = true
  }, 150)
  try {
    const { default: Screen } = await route.load()
    if (mine !== turn) return
    if (arrive) navigations++
    arrive?.()
    place.value = { route, Screen, params, query: url.searchParams, url: url.pathname + url.search }
    restoreScroll(y)
  } catch (error) {
    if (!arrive) throw error
    // A chunk of an older build is gone: the server's page is the truth. Or the line is down: stay, and say so.
    if (navigator.onLine) location.assign(url)
    else toast(t.problem.network)
  } finally {
    clearTimeout(slow)
    leaving.value = false
  }
}

function keepScroll(): void {
  history.replaceState({ ...(history.state as object | null), y: scrollY }, '')
}

// A list needs a moment to grow back to its old height.
function restoreScroll(y: number): void {
  const until = performance.now() + 1000
  const step = () => {
    scrollTo(0, y)
    if (y > 0 && Math.abs(scrollY - y) > 2 && performance.now() < until) requestAnimationFrame(step)
  }
  requestAnimationFrame(step)
}

function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
  const link = (event.target as Element | null)?.closest?.('a')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (splitLang(link.pathname, langs).lang !== pageLang() || link.dataset.native !== undefined) return
  if (link.pathname === location.pathname && link.hash) return
  event.preventDefault()
  void go(link.pathname + link.search)
}
