// The commands on disk: IndexedDB, ordered by time of making, and beside them which ones the city has said that it has.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Command, Draft } from './command'
import { merged, replaces } from './merge'

/** What arrived: the only ground on which a screen may say "sent". */
export type Delivered = Pick<Command, 'id' | 'account' | 'kind' | 'subject' | 'title'> & {
  /** When the city said so, ms since 1970. */
  at: number
}

interface Schema extends DBSchema {
  commands: { key: string; value: Command; indexes: { account: string } }
  delivered: { key: string; value: Delivered; indexes: { account: string } }
}

let opened: Promise<IDBPDatabase<Schema>> | undefined

function db(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('jemaa-outbox', 2, {
    upgrade(made, old) {
      if (old < 1) made.createObjectStore('commands', { keyPath: 'id' }).createIndex('account', 'account')
      if (old < 2) made.createObjectStore('delivered', { keyPath: 'id' }).createIndex('account', 'account')
    },
    // Another page brings a newer form: this one lets go and opens it again.
    blocking: () => void close(),
    terminated() {
      opened = undefined
    },
  })
  return opened
}

// "Kept" is a promise: it is on the disk, not in the disk's cache, before it is said.
const strict = { durability: 'strict' } as const

/** Closes the database; the next call opens it again. */
export async function close(): Promise<void> {
  const open = await opened
  opened = undefined
  open?.close()
}

/** Keeps a command, and drops in the same transaction the waiting ones that it makes pointless. */
export async function keep(draft: Draft, account: string, now: number): Promise<Command> {
  const tx = (await db()).transaction('commands', 'readwrite', strict)
  let whole = draft
  for (const older of await tx.store.index('account').getAll(account)) {
    if (!replaces(draft, older)) continue
    whole = merged(whole, older)
    await tx.store.delete(older.id)
  }
  const command: Command = {
    ...whole,
    account,
    photos: (whole.photos ?? []).map((photo) => ({ ...photo, sentAt: 0 })),
    createdAt: now,
    state: 'waiting',
    tries: 0,
    nextAt: 0,
  }
  await tx.store.put(command)
  await tx.done
  return command
}

/** Lists an account's commands, oldest first. */
export async function list(account: string): Promise<Command[]> {
  const found = await (await db()).getAllFromIndex('commands', 'account', account)
  return found.sort((a, b) => a.createdAt - b.createdAt)
}

/** Lists what arrived of an account's, the latest first. */
export async function arrived(account: string): Promise<Delivered[]> {
  const found = await (await db()).getAllFromIndex('delivered', 'account', account)
  return found.sort((a, b) => b.at - a.at)
}

/** Changes a command if it is still there: it may have been dropped while it was being sent. */
export async function change(id: string, how: (command: Command) => Command): Promise<Command | undefined> {
  const tx = (await db()).transaction('commands', 'readwrite')
  const now = await tx.store.get(id)
  const then = now && how(now)
  if (then) await tx.store.put(then)
  await tx.done
  return then
}

/** Drops a command that the person gives up. */
export async function remove(id: string): Promise<void> {
  await (await db()).delete('commands', id)
}

/** How many arrivals are remembered. */
const most = 100

/** Drops a command that the city has, and remembers that it has it. */
export async function settle({ id, account, kind, subject, title }: Command, at: number): Promise<void> {
  const tx = (await db()).transaction(['commands', 'delivered'], 'readwrite')
  await tx.objectStore('commands').delete(id)
  const done = tx.objectStore('delivered')
  await done.put({ id, account, kind, subject, title, at })
  const all = await done.getAll()
  const old = all.sort((a, b) => b.at - a.at).slice(most)
  for (const one of old) await done.delete(one.id)
  await tx.done
}

/** Gives what was made before signing in to the account that signed in. */
export async function adopt(account: string): Promise<void> {
  const tx = (await db()).transaction('commands', 'readwrite')
  for (const command of await tx.store.index('account').getAll('')) {
    await tx.store.put({ ...command, account, state: 'waiting' })
  }
  for (const command of await tx.store.index('account').getAll(account)) {
    if (command.state === 'held') await tx.store.put({ ...command, state: 'waiting', nextAt: 0 })
  }
  await tx.done
}

/** Drops everything of an account. */
export async function clear(account: string): Promise<void> {
  const tx = (await db()).transaction(['commands', 'delivered'], 'readwrite')
  for (const name of ['commands', 'delivered'] as const) {
    const store = tx.objectStore(name)
    for (const key of await store.index('account').getAllKeys(account)) await store.delete(key)
  }
  await tx.done
}
