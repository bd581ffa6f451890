// Web push on this device: whether it can, whether it does, on and off.
import { signal } from '@preact/signals'
import { api, ask, Problem } from '../api'
import { isApple, isInstalled } from '../install/when'
import { terms } from '../privacy/terms'
import { ulid } from '../ulid'
import { pageLang } from '../words'

/** none: the browser cannot. ios: it could, from the home screen. denied: the person or the browser said no. */
export type PushState = 'none' | 'ios' | 'denied' | 'off' | 'on'

export const pushState = signal<PushState>('none')

const memory = 'jemaa-push'

/** The device's own id of its subscription: a ULID, made once. */
function deviceId(): string {
  const kept = localStorage.getItem(memory)
  if (kept) return kept
  const made = ulid()
  localStorage.setItem(memory, made)
  return made
}

/** Looks how things stand; never asks the person for anything. */
export async function readPush(): Promise<void> {
  pushState.value = await look()
}

async function look(): Promise<PushState> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) {
    return isApple() && !isInstalled() ? 'ios' : 'none'
  }
  if (Notification.permission === 'denied') return 'denied'
  const registration = await navigator.serviceWorker.getRegistration()
  if (!registration) return 'none'
  return (await registration.pushManager.getSubscription()) ? 'on' : 'off'
}

/** Asks for the permission and subscribes; call it from a tap. Throws what went wrong. */
export async function turnOn(): Promise<void> {
  const permission = await Notification.requestPermission()
  if (permission !== 'granted') return readPush()
  const { key } = await ask(api.GET('/api/v1/push/key'))
  const registration = await navigator.serviceWorker.ready
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  })
  await tellServer(subscription)
  await readPush()
}

async function tellServer(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON()
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new Error('push: subscription without keys')
  const { p256dh, auth } = keys
  const tell = () =>
    ask(
      api.PUT('/api/v1/push/subscriptions/{id}', {
        params: { path: { id: deviceId() } },
        body: { endpoint, keys: { p256dh, auth }, lang: pageLang() as 'fr' },
      }),
    )
  try {
    await tell()
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'privacy.withdrawn') throw error
    // Who took their agreement back and now presses the button agrees anew.
    const params = { path: { purpose: 'push' as const } }
    await ask(api.PUT('/api/v1/me/consents/{purpose}', { params, body: { given: true, version: terms } }))
    await tell()
  }
}

/** Stops it, here and at the server. */
export async function turnOff(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  await (await registration?.pushManager?.getSubscription())?.unsubscribe()
  await ask(api.DELETE('/api/v1/push/subscriptions/{id}', { params: { path: { id: deviceId() } } }))
  await readPush()
}

/** Ends the pushes of somebody who signs out here: whoever holds the phone next would read them. */
export async function leavePush(): Promise<void> {
  if (localStorage.getItem(memory)) await turnOff()
}
