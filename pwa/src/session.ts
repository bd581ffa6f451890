// Who is signed in on this phone. The cookie is the browser's affair; here is only what the screens need to know.
import { signal } from '@preact/signals'
import { onSignedOut } from './api'
import { forgetPersonal } from './worker_link'

/** The person, as GET /api/v1/me tells. */
export interface Me {
  id: string
  name?: string
  role?: string
  authority?: string
  unread?: number
}

/** undefined: not asked yet. null: nobody. */
export const me = signal<Me | null | undefined>(undefined)

const memory = 'jemaa-account'

/** The account that the outbox belongs to: known at once, offline too, and the same in every tab. "" for nobody. */
export function accountId(): string {
  return localStorage.getItem(memory) ?? ''
}

const listeners: ((account: string) => void)[] = []

/** Hears of every sign-in and sign-out; the account is "" for nobody. */
export function onAccount(listen: (account: string) => void): void {
  listeners.push(listen)
}

/** Call with the answer of GET /api/v1/me or of a sign-in, and with null after a sign-out. */
export function setMe(person: Me | null): void {
  const before = localStorage.getItem(memory) ?? ''
  const now = person?.id ?? ''
  me.value = person
  if (now) localStorage.setItem(memory, now)
  else localStorage.removeItem(memory)
  if (before !== now && before) void forgetPersonal()
  for (const listen of listeners) listen(now)
}

// Another tab signed in or out: what this tab believes is old.
if (typeof addEventListener === 'function') {
  addEventListener('storage', (event) => {
    if (event.key !== memory) return
    me.value = event.newValue ? undefined : null
    for (const listen of listeners) listen(event.newValue ?? '')
  })
}

onSignedOut.run = () => {
  if (me.value) me.value = null
  void forgetPersonal()
}
