import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { close, keep, list } from './box'
import { markRead, preferences } from './changes'

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})
afterEach(close)

describe('what a newer command makes of an older one', () => {
  it('gathers what was read, never more than the server takes at once', async () => {
    await keep(markRead(['N1', 'N2']), 'A', 0)
    await keep(markRead(['N2', 'N3']), 'A', 1)
    expect((await list('A'))[0]?.body).toEqual({ ids: ['N1', 'N2', 'N3'] })
    await keep(markRead(Array.from({ length: 98 }, (_, i) => `M${i}`)), 'A', 2)
    expect(await list('A')).toHaveLength(2)
    await keep(markRead(), 'A', 3)
    expect((await list('A')).map((one) => one.body)).toEqual([{ all: true }])
  })

  it('keeps the last of each preference', async () => {
    await keep(preferences({ name: 'Salma' }), 'A', 0)
    await keep(preferences({ lang: 'ar' }), 'A', 1)
    expect((await list('A')).map((one) => one.body)).toEqual([{ name: 'Salma', lang: 'ar' }])
  })
})
