// What the worker does with which request, without a browser, so that every line of it can be tested.

/** How a request is answered. */
export type Plan =
  /** A page of the app: the kept shell of its language. */
  | { way: 'shell'; lang: string }
  /** A hashed file: kept for ever. */
  | { way: 'asset' }
  /** Changes rarely and is needed at once: the kept answer now, a fresh one for next time. */
  | { way: 'revalidate' }
  /** The network first, the kept answer when it fails. */
  | { way: 'network' }
  /** A photo, as it was shown: the network first, the kept one when it fails; kept apart, as photos are large. */
  | { way: 'picture' }
  /** A piece of the map: the same, and apart too, as there are many. */
  | { way: 'tile' }
  /** None of the worker's business. */
  | { way: 'pass' }
  /** Somebody signs in or out: pass, then forget what was one person's. */
  | { way: 'forget' }

interface Asked {
  method: string
  mode: string
  url: URL
}

const page = /^\/(fr|ar|zgh|en)(\/.*)?$/
// Pages that the server draws itself, for paper and for machines.
const servers = /\/(print|shell)$|\.[a-z]+$/
const tiles = /^\/(tiles|basemap)\/|^\/api\/v1\/city\/areas\.geojson$/
const kept = /^\/api\/v1\/(reports|search|me|notifications)(\/|$)/

export function planFor({ method, mode, url }: Asked, origin: string): Plan {
  if (url.origin !== origin) return { way: 'pass' }
  if (url.pathname.startsWith('/api/v1/auth/') && method !== 'GET') return { way: 'forget' }
  if (method !== 'GET') return { way: 'pass' }
  const found = page.exec(url.pathname)
  if (mode === 'navigate')
    return found && !servers.test(url.pathname) ? { way: 'shell', lang: found[1] ?? 'fr' } : { way: 'pass' }
  if (url.pathname.startsWith('/assets/')) return { way: 'asset' }
  if (url.pathname === '/api/v1/city') return { way: 'revalidate' }
  if (url.pathname.startsWith('/media/')) return { way: 'picture' }
  if (tiles.test(url.pathname)) return { way: 'tile' }
  return kept.test(url.pathname) ? { way: 'network' } : { way: 'pass' }
}

/** Where a good answer may be kept: for everybody, for this person until they leave, or not at all. */
export function keepIn(status: number, cacheControl: string | null): 'public' | 'mine' | 'nowhere' {
  if (status !== 200) return 'nowhere'
  const words = (cacheControl ?? '').toLowerCase()
  if (words.includes('public')) return 'public'
  // To a session everything is "private, no-store": no disk that outlives the session. The cache for one person is wiped
  // when they leave, so what they read stays readable without a network until then.
  return words.includes('private') ? 'mine' : 'nowhere'
}

/** The report that a path is about, to purge all that is kept of it when it is gone. */
export function subjectOf(pathname: string): string | undefined {
  return /^\/api\/v1\/reports\/([0-9A-Za-z]{26})(\/|$)/.exec(pathname)?.[1]
}

/** The photos that a kept answer shows: gone with it when the report is gone. */
export function photosIn(json: string): string[] {
  return [...new Set([...json.matchAll(/"id":\s*"([0-9A-HJKMNP-TV-Z]{26})"/g)].map((found) => found[1] ?? ''))]
}

export interface Notice {
  title: string
  options: {
    body?: string
    lang?: string
    dir?: 'auto' | 'ltr' | 'rtl'
    tag?: string
    icon: string
    badge: string
    data: { url: string }
  }
}

interface Declared {
  title?: unknown
  body?: unknown
  lang?: unknown
  dir?: unknown
  tag?: unknown
  navigate?: unknown
}

/** Reads a declarative web push ({"web_push":8030,"notification":{…}}); undefined when it is none. */
export function noticeOf(payload: unknown, origin: string): Notice | undefined {
  const declared = (payload as { notification?: Declared } | null)?.notification
  if (typeof declared?.title !== 'string' || !declared.title) return undefined
  const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined)
  const dir = declared.dir === 'rtl' || declared.dir === 'ltr' ? declared.dir : 'auto'
  return {
    title: declared.title,
    options: {
      body: text(declared.body),
      lang: text(declared.lang),
      dir,
      tag: text(declared.tag),
      icon: '/icons/icon-192.png',
      badge: '/icons/badge-96.png',
      data: { url: ownPath(text(declared.navigate), origin) },
    },
  }
}

/** The path inside this site that a notification leads to; the start for anything else. */
function ownPath(navigate: string | undefined, origin: string): string {
  try {
    const url = new URL(navigate ?? '/', origin)
    return url.origin === origin ? url.pathname + url.search + url.hash : '/'
  } catch {
    return '/'
  }
}
