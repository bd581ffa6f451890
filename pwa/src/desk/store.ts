// What the desk keeps on this machine: drafts of answers, and acts that wait for their moment. Signing out drops it all
// (session.ts deletes the database by its name).
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Draft } from './act'
import type { Held } from './held'

export interface KeptDraft {
  /** "account/report/act". */
  key: string
  draft: Draft
  at: number
}

interface Schema extends DBSchema {
  drafts: { key: string; value: KeptDraft }
  held: { key: string; value: Held }
}

let opened: Promise<IDBPDatabase<Schema>> | undefined

function db(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('jemaa-desk', 1, {
    upgrade(made) {
      made.createObjectStore('drafts', { keyPath: 'key' })
      made.createObjectStore('held', { keyPath: 'id' })
    },
    blocking: close,
    terminated: close,
  })
  return opened
}

// Somebody signs out in this tab or another one: nothing may hold the database back.
function close(): void {
  const gone = opened
  opened = undefined
  void gone?.then((made) => made.close())
}

type Name = 'drafts' | 'held'

/** Puts a thing in its store; without room or without IndexedDB it lives as long as the page. */
export async function put<N extends Name>(store: N, value: Schema[N]['value']): Promise<void> {
  try {
    await (await db()).put(store, value)
  } catch {
    // A private window: the screen still has it.
  }
}

export async function drop(store: Name, key: string): Promise<void> {
  try {
    await (await db()).delete(store, key)
  } catch {
    // As above.
  }
}

export async function all<N extends Name>(store: N): Promise<Schema[N]['value'][]> {
  try {
    return (await (await db()).getAll(store)) as Schema[N]['value'][]
  } catch {
    return []
  }
}
