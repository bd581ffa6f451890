// The service worker: the app opens without a network, what was read stays readable, what was hidden does not live on,
// and the city's news arrive. Sending is the page's affair (src/outbox), for every browser alike; where the browser wakes the
// worker when the network is back, it sends with the same code, though no page is open.
import { browserEdges, sendAll } from '../outbox/sender'
import { syncTag } from '../outbox/sync'
import { keepIn, noticeOf, photosIn, planFor, subjectOf } from './rules'

declare const self: ServiceWorkerGlobalScope
/** Put in by the build: the files that every visit needs, and the words of each language. */
declare const PRECACHE: { version: string; files: string[]; words: Record<string, string[]> }

const build = `jemaa-${PRECACHE.version}`
const open = 'jemaa-public'
const mine = 'jemaa-mine'
const pictures = 'jemaa-pictures'
const tiles = 'jemaa-tiles'
/** How many answers are kept at most, by cache. */
const most: Record<string, number> = { [open]: 150, [mine]: 150, [pictures]: 120, [tiles]: 400 }

self.addEventListener('install', (event) => event.waitUntil(install()))
self.addEventListener('activate', (event) => event.waitUntil(activate()))
self.addEventListener('message', (event) => {
  if (event.data?.type === 'take_over') event.waitUntil(self.skipWaiting())
  if (event.data?.type === 'forget') event.waitUntil(caches.delete(mine))
  // A page that is going can't send through its worker any more (Chromium drops such a request), so it asks the worker to.
  if (event.data?.type === 'send') event.waitUntil(sendFor(event.data))
})

async function sendFor({ path, headers, body }: { path: string; headers: Record<string, string>; body: string }) {
  if (!/^\/api\/v1\/reports\/[0-9A-Z]{26}\/updates$/.test(path)) return
  try {
    await fetch(path, { method: 'POST', headers, body })
  } catch {
    // The page keeps it as well, and sends it again when it is back.
  }
}

async function install(): Promise<void> {
  const cache = await caches.open(build)
  await cache.addAll(PRECACHE.files)
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const langs = new Set(windows.map((one) => new URL(one.url).pathname.split('/')[1] ?? ''))
  await Promise.all([...langs].map((lang) => keepLang(cache, lang)))
}

// A language is kept when somebody reads in it: its words and its shell.
async function keepLang(cache: Cache, lang: string): Promise<void> {
  const words = PRECACHE.words[lang]
  // A shell from the browser's own cache might name the scripts of the build before.
  if (words) await cache.addAll([...words, new Request(`/${lang}/shell`, { cache: 'reload' })])
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith('jemaa-') && ![build, ...Object.keys(most)].includes(name)) await caches.delete(name)
  }
  await self.clients.claim()
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  const plan = planFor({ method: request.method, mode: request.mode, url }, self.location.origin)
  if (plan.way === 'shell') event.respondWith(shell(event, plan.lang))
  else if (plan.way === 'asset') event.respondWith(asset(request))
  else if (plan.way === 'revalidate') event.respondWith(revalidate(event))
  else if (plan.way === 'network') event.respondWith(networkFirst(event, url))
  else if (plan.way === 'picture') event.respondWith(lastSeen(event, pictures))
  else if (plan.way === 'tile') event.respondWith(lastSeen(event, tiles))
  else if (plan.way === 'forget') event.respondWith(forgetAround(request))
})

async function shell(event: FetchEvent, lang: string): Promise<Response> {
  const cache = await caches.open(build)
  const kept = await cache.match(`/${lang}/shell`)
  if (kept) return kept
  event.waitUntil(keepLang(cache, lang).catch(() => {}))
  return fetch(event.request)
}

async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request)
  if (kept) return kept
  const fresh = await fetch(request)
  if (fresh.status === 200) await (await caches.open(build)).put(request, fresh.clone())
  return fresh
}

async function revalidate(event: FetchEvent): Promise<Response> {
  const kept = await caches.match(event.request)
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.status === 200) await (await caches.open(open)).put(event.request, answer.clone())
    return answer
  })
  if (!kept) return fresh
  event.waitUntil(fresh.catch(() => {}))
  return kept
}

async function networkFirst(event: FetchEvent, url: URL): Promise<Response> {
  let answer: Response
  try {
    answer = await fetch(event.request)
  } catch (error) {
    const kept = (await find(mine, event.request)) ?? (await find(open, event.request))
    if (kept) return marked(kept)
    throw error
  }
  event.waitUntil(settle(event.request, url, answer.clone()))
  return answer
}

// What everybody may see, as it was last: for photos and the map.
async function lastSeen(event: FetchEvent, name: string): Promise<Response> {
  const cache = await caches.open(name)
  let answer: Response
  try {
    answer = await fetch(event.request)
  } catch (error) {
    const kept = await cache.match(event.request)
    if (kept) return kept
    throw error
  }
  const copy = answer.clone()
  if (answer.status === 404 || answer.status === 410) event.waitUntil(cache.delete(event.request))
  else if (keepIn(answer.status, answer.headers.get('Cache-Control')) === 'public')
    event.waitUntil(cache.put(event.request, copy).then(() => trim(name)))
  return answer
}

async function trim(name: string): Promise<void> {
  const cache = await caches.open(name)
  const keys = await cache.keys()
  await Promise.all(keys.slice(0, Math.max(0, keys.length - (most[name] ?? 0))).map((key) => cache.delete(key)))
}

async function find(name: string, request: Request): Promise<Response | undefined> {
  return (await caches.open(name)).match(request)
}

// The screen says that it shows a kept copy, and of when.
function marked(kept: Response): Response {
  const headers = new Headers(kept.headers)
  headers.set('X-Kept', kept.headers.get('Date') ?? 'yes')
  return new Response(kept.body, { status: kept.status, headers })
}

async function settle(request: Request, url: URL, answer: Response): Promise<void> {
  if (answer.status === 401) await caches.delete(mine)
  if (answer.status === 404 || answer.status === 410) return purge(request, url)
  const where = keepIn(answer.status, answer.headers.get('Cache-Control'))
  if (where === 'nowhere') return
  // What became private must not stay among what everybody sees, nor the other way round.
  await (await caches.open(where === 'public' ? mine : open)).delete(request)
  const name = where === 'public' ? open : mine
  await (await caches.open(name)).put(request, answer)
  await trim(name)
}

// What is gone is gone from every list too.
async function purge(request: Request, url: URL): Promise<void> {
  const gone = subjectOf(url.pathname)
  for (const name of [open, mine]) {
    const cache = await caches.open(name)
    await dropPictures(await cache.match(request))
    await cache.delete(request)
    if (!gone) continue
    for (const key of await cache.keys()) {
      const path = new URL(key.url).pathname
      const about = subjectOf(path)
      if (about === gone || (!about && path !== '/api/v1/city')) await cache.delete(key)
    }
  }
}

async function dropPictures(kept?: Response): Promise<void> {
  if (!kept) return
  const shown = photosIn(await kept.text())
  const cache = await caches.open(pictures)
  for (const key of await cache.keys())
    if (shown.some((id) => key.url.includes(`/media/${id}/`))) await cache.delete(key)
}

async function forgetAround(request: Request): Promise<Response> {
  await caches.delete(mine)
  const answer = await fetch(request)
  await caches.delete(mine)
  return answer
}

interface SyncEvent extends ExtendableEvent {
  tag: string
}

self.addEventListener('sync' as 'message', (event: unknown) => {
  const { tag } = event as SyncEvent
  if (tag === syncTag) (event as SyncEvent).waitUntil(sendWaiting())
})

// Sends what the person who is signed in left in the outbox. A failure makes the browser wake the worker again, later.
async function sendWaiting(): Promise<void> {
  const answer = await fetch('/api/v1/me')
  if (answer.status === 401) return
  const { id } = (await answer.json()) as { id?: string }
  if (!answer.ok || !id) throw new Error(`sync: ${answer.status}`)
  const { again } = await sendAll(id, browserEdges, true)
  new BroadcastChannel('jemaa-outbox').postMessage('changed')
  if (again !== undefined) throw new Error('sync: something waits still')
}

self.addEventListener('push', (event) => {
  let payload: unknown
  try {
    payload = event.data?.json()
  } catch {
    return
  }
  const notice = noticeOf(payload, self.location.origin)
  if (notice) event.waitUntil(self.registration.showNotification(notice.title, notice.options))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(lead((event.notification.data as { url?: string } | null)?.url ?? '/'))
})

async function lead(path: string): Promise<void> {
  const target = new URL(path, self.location.origin).href
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const there = windows.find((one) => one.url === target) ?? windows[0]
  if (!there) {
    await self.clients.openWindow(target)
    return
  }
  await there.focus()
  if (there.url !== target) there.postMessage({ type: 'go', path })
}
