// The little of IndexedDB that the outbox needs, as promises. The service worker carries it too and must stay small, hence
// no library here.

/** A request's result; within a transaction await nothing else, or it closes. */
export function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error)
  })
}

/** Resolves when a transaction is on the disk. */
export function written(tx: IDBTransaction): Promise<void> {
  return new Promise((done, failed) => {
    tx.oncomplete = () => done()
    tx.onabort = () => failed(tx.error)
    tx.onerror = () => failed(tx.error)
  })
}

interface Hooks {
  /** Brings an older form of the database up to date. */
  upgrade: (db: IDBDatabase, from: number) => void
  /** The database was closed: by the browser, or because another page brings a newer form. */
  closed: () => void
}

/** Opens a database in the wanted form. */
export function openDisk(name: string, version: number, { upgrade, closed }: Hooks): Promise<IDBDatabase> {
  const request = indexedDB.open(name, version)
  request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion)
  return answer(request).then((db) => {
    db.onclose = closed
    db.onversionchange = () => {
      db.close()
      closed()
    }
    return db
  })
}
