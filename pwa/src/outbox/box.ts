// The commands on disk: IndexedDB, one store, ordered by id (a ULID, so by time).
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { type Command, type Draft, replaces } from './command'

interface Schema extends DBSchema {
  commands: { key: string; value: Command; indexes: { account: string } }
}

let opened: Promise<IDBPDatabase<Schema>> | undefined

function db(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('jemaa-outbox', 1, {
    upgrade(made) {
      made.createObjectStore('commands', { keyPath: 'id' }).createIndex('account', 'account')
    },
    terminated() {
      opened = undefined
    },
  })
  return opened
}

/** Closes the database; the next call opens it again. */
export async function close(): Promise<void> {
  const open = await opened
  opened = undefined
  open?.close()
}

/** Keeps a command, and drops in the same transaction the waiting ones that it makes pointless. */
export async function keep(draft: Draft, account: string, now: number): Promise<Command> {
  const command: Command = {
    ...draft,
    account,
    photos: (draft.photos ?? []).map((photo) => ({ ...photo, sentAt: 0 })),
    createdAt: now,
    state: 'waiting',
    tries: 0,
    nextAt: 0,
  }
  const tx = (await db()).transaction('commands', 'readwrite')
  for (const older of await tx.store.index('account').getAll(account)) {
    if (replaces(draft, older)) await tx.store.delete(older.id)
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

/** Changes a command if it is still there: it may have been dropped while it was being sent. */
export async function change(id: string, how: (command: Command) => Command): Promise<Command | undefined> {
  const tx = (await db()).transaction('commands', 'readwrite')
  const now = await tx.store.get(id)
  const then = now && how(now)
  if (then) await tx.store.put(then)
  await tx.done
  return then
}

export async function remove(id: string): Promise<void> {
  await (await db()).delete('commands', id)
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
  const tx = (await db()).transaction('commands', 'readwrite')
  for (const key of await tx.store.index('account').getAllKeys(account)) await tx.store.delete(key)
  await tx.done
}
