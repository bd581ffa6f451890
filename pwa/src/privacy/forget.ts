// What a phone keeps of somebody whose account was erased goes too: it can be of use to nobody.

/** What says nothing of the person: how the app looks, and which days it was opened on. */
const harmless = new Set(['jemaa-theme', 'jemaa-visits', 'jemaa-install-later', 'jemaa-keys'])

/** The databases, for browsers that do not list them. */
const known = ['jemaa-outbox', 'jemaa-drafts', 'jemaa-desk']

/** Empties everything that is kept on this phone, and starts the app anew. */
export async function forgetPhone(): Promise<void> {
  for (const key of Object.keys(localStorage)) if (!harmless.has(key)) localStorage.removeItem(key)
  sessionStorage.clear()
  const listed = await indexedDB.databases?.().catch(() => [])
  const names = new Set([...known, ...(listed ?? []).flatMap((one) => one.name ?? [])])
  for (const name of names) indexedDB.deleteDatabase(name)
  for (const name of (await caches?.keys()) ?? []) if (/-(mine|public|pictures)$/.test(name)) await caches.delete(name)
  const registration = await navigator.serviceWorker?.getRegistration()
  await (await registration?.pushManager?.getSubscription())?.unsubscribe()
  location.reload()
}
