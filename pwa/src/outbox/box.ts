// The commands on disk: IndexedDB, ordered by time of making, and beside them which ones the city has said that it has.
import type { Command, Draft } from './command'
import { answer, openDisk, written } from './disk'
import { merged, replaces } from './merge'

/** What arrived: the only ground on which a screen may say "sent". */
export type Delivered = Pick<Command, 'id' | 'account' | 'kind' | 'subject' | 'title'> & {
  /** When the city said so, ms since 1970. */
  at: number
}

type Store = 'commands' | 'delivered'

let opened: Promise<IDBDatabase> | undefined

function db(): Promise<IDBDatabase> {
  opened ??= openDisk('jemaa-outbox', 2, {
    upgrade(made, from) {
      const names: Store[] = from < 1 ? ['commands', 'delivered'] : ['delivered']
      for (const name of names) made.createObjectStore(name, { keyPath: 'id' }).createIndex('account', 'account')
    },
    closed() {
      opened = undefined
    },
  })
  return opened
}

const ofAccount = <T>(tx: IDBTransaction, store: Store, account: string): Promise<T[]> =>
  answer(tx.objectStore(store).index('account').getAll(account))

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
  const store = tx.objectStore('commands')
  let whole = draft
  for (const older of await ofAccount<Command>(tx, 'commands', account)) {
    if (!replaces(draft, older)) continue
    whole = merged(whole, older)
    store.delete(older.id)
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
  store.put(command)
  await written(tx)
  return command
}

/** Lists an account's commands, oldest first. */
export async function list(account: string): Promise<Command[]> {
  const found = await ofAccount<Command>((await db()).transaction('commands'), 'commands', account)
  return found.sort((a, b) => a.createdAt - b.createdAt)
}

/** Lists what arrived of an account's, the latest first. */
export async function arrived(account: string): Promise<Delivered[]> {
  const found = await ofAccount<Delivered>((await db()).transaction('delivered'), 'delivered', account)
  return found.sort((a, b) => b.at - a.at)
}

/** Changes a command if it is still there: it may have been dropped while it was being sent. */
export async function change(id: string, how: (command: Command) => Command): Promise<Command | undefined> {
  const tx = (await db()).transaction('commands', 'readwrite')
  const store = tx.objectStore('commands')
  const now = await answer<Command | undefined>(store.get(id))
  const then = now && how(now)
  if (then) store.put(then)
  await written(tx)
  return then
}

/** Drops a command that the person gives up. */
export async function remove(id: string): Promise<void> {
  const tx = (await db()).transaction('commands', 'readwrite')
  tx.objectStore('commands').delete(id)
  await written(tx)
}

/** How many arrivals are remembered. */
const most = 100

/** Drops a command that the city has, and remembers that it has it. */
export async function settle({ id, account, kind, subject, title }: Command, at: number): Promise<void> {
  const tx = (await db()).transaction(['commands', 'delivered'], 'readwrite')
  tx.objectStore('commands').delete(id)
  const done = tx.objectStore('delivered')
  done.put({ id, account, kind, subject, title, at } satisfies Delivered)
  const all = await answer<Delivered[]>(done.getAll())
  for (const old of all.sort((a, b) => b.at - a.at).slice(most)) done.delete(old.id)
  await written(tx)
}

/** Gives what was made before signing in to the account that signed in. */
export async function adopt(account: string): Promise<void> {
  const tx = (await db()).transaction('commands', 'readwrite')
  const store = tx.objectStore('commands')
  for (const command of await ofAccount<Command>(tx, 'commands', ''))
    store.put({ ...command, account, state: 'waiting' })
  for (const command of await ofAccount<Command>(tx, 'commands', account)) {
    if (command.state === 'held') store.put({ ...command, state: 'waiting', nextAt: 0 })
  }
  await written(tx)
}

/** Drops everything of an account. */
export async function clear(account: string): Promise<void> {
  const names: Store[] = ['commands', 'delivered']
  const tx = (await db()).transaction(names, 'readwrite')
  for (const name of names) {
    for (const { id } of await ofAccount<{ id: string }>(tx, name, account)) tx.objectStore(name).delete(id)
  }
  await written(tx)
}
