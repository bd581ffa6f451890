// Reports that are not sent yet, kept on the phone after every keystroke: a closed tab or a dead battery loses nothing.
import { type DBSchema, openDB } from 'idb'
import type { Point } from '../city'
import type { Taken } from '../photo/take'
import { accountId, ownerId } from '../session'
import { ulid } from '../ulid'
import { forgetAddresses } from './places'

export type PlaceFrom = 'photo' | 'gps' | 'map' | 'area' | 'address'

export interface Draft {
  /** The report's own id, from the first moment on. */
  id: string
  photos: Taken[]
  /** A photo was taken with this phone's camera while the report was made: what it shows is where the phone is. */
  shot?: boolean
  place?: Point & { from: PlaceFrom; accuracy?: number }
  /** Code of the area that the place lies in; "" when it lies outside the city. */
  area?: string
  address: string
  words: string
  category: string
  /** The person chose the category: guesses no longer change it. */
  chosen: boolean
  answers: Record<string, string[]>
  anonymous: boolean
  /** In the outbox: kept until the city has it, in case it must be mended. */
  queued: boolean
  /** Whose it is, as the phone may pass to somebody else; none when it was written without a session. */
  account?: string
  /** Its writer signed out: it waits until they come back. */
  left?: boolean
  changedAt: number
}

interface Schema extends DBSchema {
  drafts: { key: string; value: Draft }
}

const db = () =>
  openDB<Schema>('jemaa-drafts', 1, { upgrade: (made) => void made.createObjectStore('drafts', { keyPath: 'id' }) })

const memory = 'jemaa-drafts'

/** Whether a draft may wait on this phone: known at once, without asking the disk. */
export const mayHaveDrafts = () => localStorage.getItem(memory) !== null

/** An empty draft; nothing is kept before something is in it. */
export function newDraft(): Draft {
  return {
    id: ulid(),
    photos: [],
    address: '',
    words: '',
    category: '',
    chosen: false,
    answers: {},
    anonymous: false,
    queued: false,
    changedAt: Date.now(),
  }
}

/** True when there is something that would be lost. */
export function worthKeeping(draft: Draft): boolean {
  return draft.photos.length > 0 || draft.words.trim() !== '' || draft.place !== undefined || draft.address !== ''
}

/** Keeps a draft, for whoever is signed in; now is ms since 1970. Somebody else's under the same id stays. */
export async function keepDraft(draft: Draft, now = Date.now()): Promise<void> {
  localStorage.setItem(memory, '1')
  const open = await db()
  const kept = await open.get('drafts', draft.id)
  const account = kept?.account || ownerId()
  if (!kept || ours(kept)) {
    // On the disk, not in its cache: the battery may die now.
    const tx = open.transaction('drafts', 'readwrite', { durability: 'strict' })
    await tx.store.put({ ...draft, account, left: false, changedAt: now })
    await tx.done
  }
  open.close()
}

/** Gives a draft that whoever holds the phone may go on with; undefined for any other, and for none. */
export async function getDraft(id: string): Promise<Draft | undefined> {
  const open = await db()
  const found = await open.get('drafts', id)
  open.close()
  return found && ours(found) ? found : undefined
}

// A session that ends by itself takes nothing away from who is writing; another account does, and so does signing out.
function ours({ account, left }: Draft): boolean {
  return !account || account === accountId() || (!accountId() && !left)
}

/** Puts away what an account wrote, when it signs out: it is shown again when it signs in. */
export async function leaveDrafts(account: string): Promise<void> {
  forgetAddresses(account)
  const open = await db()
  for (const one of await open.getAll('drafts'))
    if (one.account === account) await open.put('drafts', { ...one, left: true })
  open.close()
}

export async function dropDraft(id: string): Promise<void> {
  const open = await db()
  await open.delete('drafts', id)
  open.close()
}

/**
 * Lists the drafts that whoever is signed in may go on with, the latest first, and forgets those that were sent: queued
 * says which ids still wait in the outbox.
 */
export async function listDrafts(queued: ReadonlySet<string>): Promise<Draft[]> {
  const open = await db()
  const every = await open.getAll('drafts')
  const all = every.filter(ours)
  const sent = all.filter((one) => one.queued && !queued.has(one.id))
  for (const { id } of sent) await open.delete('drafts', id)
  open.close()
  if (every.length > sent.length) localStorage.setItem(memory, '1')
  else localStorage.removeItem(memory)
  return all.filter((one) => !one.queued).sort((a, b) => b.changedAt - a.changedAt)
}
