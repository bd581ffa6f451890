// Ties the page to its service worker: registers it, hears of a new version, tells it to forget.
import { signal } from '@preact/signals'
import { atRest } from './rest'
import { go } from './route'

/** True when a new version waits for the person's word. */
export const updateReady = signal(false)

let waiting: ServiceWorker | undefined

/** Registers the worker. In development there is none. */
export function startWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const later = () => atRest(() => void register())
  if (document.readyState === 'complete') later()
  else addEventListener('load', later, { once: true })
}

async function register(): Promise<void> {
  const first = !navigator.serviceWorker.controller
  let reloading = false
  navigator.serviceWorker.addEventListener('message', (event) => {
    if (event.data?.type === 'go') void go(String(event.data.path))
  })
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (first || reloading || !waiting) return
    reloading = true
    location.reload()
  })
  try {
    const registration = await navigator.serviceWorker.register('/worker.js')
    watch(registration)
  } catch {
    // Private windows refuse workers; the app works without.
  }
}

function watch(registration: ServiceWorkerRegistration): void {
  const offer = (worker: ServiceWorker | null) => {
    if (!worker || !navigator.serviceWorker.controller) return
    waiting = worker
    updateReady.value = true
  }
  offer(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') offer(worker)
    })
  })
}

/** Lets the new version take over; the page reloads when it has. */
export function takeUpdate(): void {
  waiting?.postMessage({ type: 'take_over' })
}

/** Makes the worker drop every answer that was one person's: at sign-out, and when a session is found dead. */
export async function forgetPersonal(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  registration?.active?.postMessage({ type: 'forget' })
  await caches?.delete('jemaa-mine')
}
