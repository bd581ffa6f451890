// Background Sync: Chromium wakes the worker when the network is back, even when no page is open. Elsewhere the page sends
// when it is opened; nothing depends on this.

/** What the worker is woken for. */
export const syncTag = 'jemaa-outbox'

interface Syncing extends ServiceWorkerRegistration {
  sync?: { register: (tag: string) => Promise<void> }
}

/** Asks to be woken, and the browser not to drop what waits when the phone is full. Without either, all goes on. */
export function askForSync(): void {
  navigator.storage?.persist?.().catch(() => {})
  navigator.serviceWorker
    ?.getRegistration()
    .then((found) => (found as Syncing | undefined)?.sync?.register(syncTag))
    .catch(() => {})
}
