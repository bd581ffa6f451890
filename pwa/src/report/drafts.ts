// Reports that are not sent yet, kept on the phone after every keystroke: a closed tab or a dead battery loses nothing.
import { type DBSchema, openDB } from 'idb'
import type { Point } from '../city'
import type { Taken } from '../photo/take'
import { ulid } from '../ulid'

export type PlaceFrom = 'photo' | 'gps' | 'map' | 'area'

export interface Draft {
  /** The report's own id, from the first moment on. */
  id: string
  photos: Taken[]
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
  changedAt: number
}

interface Schema extends DBSchema {
  drafts: { key: string; value: Draft }
}

const db = () =>
  openDB<Schema>('jemaa-drafts', 1, { upgrade: (made) => void made.createObjectStore('drafts', { keyPath: 'id' }) })

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

/** Keeps a draft; now is ms since 1970. */
export async function keepDraft(draft: Draft, now = Date.now()): Promise<void> {
  const open = await db()
  await open.put('drafts', { ...draft, changedAt: now })
  open.close()
}

export async function getDraft(id: string): Promise<Draft | undefined> {
  const open = await db()
  const found = await open.get('drafts', id)
  open.close()
  return found
}

export async function dropDraft(id: string): Promise<void> {
  const open = await db()
  await open.delete('drafts', id)
  open.close()
}

/**
 * Lists the drafts that somebody may go on with, the latest first, and forgets those that were sent: queued says which
 * ids still wait in the outbox.
 */
export async function listDrafts(queued: ReadonlySet<string>): Promise<Draft[]> {
  const open = await db()
  const all = await open.getAll('drafts')
  for (const sent of all.filter((one) => one.queued && !queued.has(one.id))) await open.delete('drafts', sent.id)
  open.close()
  return all.filter((one) => !one.queued).sort((a, b) => b.changedAt - a.changedAt)
}
