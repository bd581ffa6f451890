// Who is signed in on this phone. The cookie is the browser's affair; here is only what the screens need to know.
import { signal } from '@preact/signals'
import { api, ask, type components, onSignedOut, Problem, spoken } from './api'
import { pageLang } from './words'
import { forgetPersonal } from './worker_link'

/** The person, as GET /api/v1/me tells. */
export type Me = components['schemas']['Me']

/** undefined: not asked yet. null: nobody. */
export const me = signal<Me | null | undefined>(undefined)

const memory = 'jemaa-account'
const owned = 'jemaa-owner'
const going = 'jemaa-leaving' // when the account is erased, "" when it is not

/** The account that the outbox belongs to: known at once, offline too, and the same in every tab. "" for nobody. */
export function accountId(): string {
  return localStorage.getItem(memory) ?? ''
}

/**
 * Whose phone it is: the account that is signed in, or else the one whose session ended by itself. What is written
 * meanwhile is that person's, and waits until they are back. "" after a sign-out, and where nobody ever signed in.
 */
export function ownerId(): string {
  return accountId() || (localStorage.getItem(owned) ?? '')
}

const listeners: ((account: string) => void)[] = []

/** Hears of every sign-in and sign-out; the account is "" for nobody. */
export function onAccount(listen: (account: string) => void): void {
  listeners.push(listen)
}

/** Call with the answer of GET /api/v1/me or of a sign-in, and with null after a sign-out; expired: nobody signed out. */
export function setMe(person: Me | null, expired = false): void {
  const before = localStorage.getItem(memory) ?? ''
  const now = person?.id ?? ''
  spoken.lang = person && person.lang !== pageLang() ? pageLang() : undefined
  me.value = person
  if (person) localStorage.setItem(going, person.erasure?.due_at ?? '')
  for (const key of [memory, owned]) {
    if (now) localStorage.setItem(key, now)
    else if (key === memory || !expired) localStorage.removeItem(key)
  }
  if (before !== now && before) {
    void forgetPersonal()
    globalThis.indexedDB?.deleteDatabase('jemaa-desk') // an official's drafts: desk/store.ts
  }
  for (const listen of listeners) listen(now)
}

// Another tab signed in or out: what this tab believes is old.
if (typeof addEventListener === 'function') {
  addEventListener('storage', (event) => {
    if (event.key !== memory) return
    me.value = event.newValue ? undefined : null
    if (event.newValue) void loadMe()
    for (const listen of listeners) listen(event.newValue ?? '')
  })
}

/**
 * Asks the server who is signed in; without a network, what was known stays. A phone on which nobody signed in asks
 * nothing: most visitors are readers.
 */
export async function loadMe(): Promise<void> {
  if (!accountId()) {
    me.value = null
    return
  }
  try {
    setMe(await ask(api.GET('/api/v1/me')))
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) return
    const due = localStorage.getItem(going)
    setMe(null, true)
    if (due && due < new Date().toISOString()) await (await import('./privacy/forget')).forgetPhone()
  }
}

let asked = 0

/** Asks again when the page comes back into sight: what is unread may have changed. Once, at the start. */
export function watchMe(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - asked < 30_000) return
    asked = Date.now()
    void loadMe()
  })
}

/** Whether the person holds a role: official, moderator or admin (which holds them all). */
export function hasRole(role: 'official' | 'moderator' | 'admin'): boolean {
  const roles: { role: string }[] = me.value?.roles ?? []
  return roles.some((one) => one.role === role || one.role === 'admin')
}

onSignedOut.run = () => {
  if (me.value) me.value = null
  void forgetPersonal()
}
