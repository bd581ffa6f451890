import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adopt, arrived, clear, close, keep, list } from './box'
import { editReport, withdraw } from './changes'
import { confirm, submitReport, support, unsupport } from './command'
import { type Edges, sendAll } from './sender'

type Reply = number | { status: number; headers?: Record<string, string>; body?: object } | 'no network'

/** A city that answers in turn what it was told to, then 200. */
class City {
  seen: { url: string; method: string; type: string; account: string; ifMatch?: string; body: unknown }[] = []
  replies: Reply[] = []
  clock = 1_700_000_000_000
  busy = false

  edges: Edges = {
    now: () => this.clock,
    chance: () => 1,
    alone: async (work) => {
      if (!this.busy) await work()
    },
    fetch: async (url, init) => {
      const headers = init.headers as Record<string, string>
      this.seen.push({
        url,
        method: init.method ?? '',
        type: headers['Content-Type'] ?? '',
        account: headers['Jemaa-Account'] ?? '',
        ifMatch: headers['If-Match'],
        body: init.body,
      })
      const reply = this.replies.shift() ?? 200
      if (reply === 'no network') throw new TypeError('Failed to fetch')
      const {
        status,
        headers: own,
        body,
      } = typeof reply === 'number' ? { status: reply, headers: {}, body: {} } : reply
      return new Response(status === 204 ? null : JSON.stringify(body ?? {}), { status, headers: own })
    },
  }
}

let city: City

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  city = new City()
})

afterEach(close)

const id = (n: number) => `01J000000000000000000000${String(n).padStart(2, '0')}`
const blob = (text: string) => new Blob([text], { type: 'image/webp' })
const urls = () => city.seen.map((one) => `${one.method} ${one.url}`)

describe('the outbox', () => {
  it('sends a report’s photos before the report, and forgets it only after a 2xx', async () => {
    const photos = [
      { id: 'P1', blob: blob('one') },
      { id: 'P2', blob: blob('two') },
    ]
    await keep(submitReport(id(1), { category: 'pothole' }, photos), 'A', 0)
    const round = await sendAll('A', city.edges)
    expect(urls()).toEqual(['PUT /api/v1/photos/P1', 'PUT /api/v1/photos/P2', `PUT /api/v1/reports/${id(1)}`])
    expect(city.seen[0]).toMatchObject({ type: 'image/webp' })
    expect(JSON.parse(String(city.seen[2]?.body))).toEqual({ category: 'pothole', photos: ['P1', 'P2'] })
    expect(round.delivered.map((command) => command.id)).toEqual([id(1)])
    expect(await list('A')).toEqual([])
  })

  it('does not send a photo twice after a failure in between, but again when it is a day old', async () => {
    await keep(submitReport(id(1), {}, [{ id: 'P1', blob: blob('one') }]), 'A', 0)
    city.replies = [200, 503]
    await sendAll('A', city.edges)
    city.clock += 10_000
    city.replies = [500]
    await sendAll('A', city.edges)
    expect(urls()).toEqual(['PUT /api/v1/photos/P1', `PUT /api/v1/reports/${id(1)}`, `PUT /api/v1/reports/${id(1)}`])
    city.clock += 21 * 3_600_000
    await sendAll('A', city.edges)
    expect(urls().slice(3)).toEqual(['PUT /api/v1/photos/P1', `PUT /api/v1/reports/${id(1)}`])
    expect(await list('A')).toEqual([])
  })

  it.each<Reply>(['no network', 500, 503, 429])('stops at %s, keeps everything in order and waits', async (reply) => {
    await keep(support('R1'), 'A', 0)
    await keep(support('R2'), 'A', 1)
    city.replies = [reply]
    const round = await sendAll('A', city.edges)
    expect(urls()).toHaveLength(1)
    expect(await list('A')).toHaveLength(2)
    expect(round.again).toBe(5_000)
    await sendAll('A', city.edges)
    expect(urls(), 'not before its time').toHaveLength(1)
    await sendAll('A', city.edges, true)
    expect(await list('A'), 'by hand at once').toEqual([])
  })

  it('one command that the server chokes on does not hold up the rest for ever', async () => {
    await keep(support('R1'), 'A', 0)
    await keep(support('R2'), 'A', 1)
    for (let round = 0; round < 4; round++) {
      city.replies = [500]
      const { again } = await sendAll('A', city.edges)
      city.clock += again ?? 0
    }
    expect((await list('A')).map((command) => command.subject)).toEqual(['R1'])
  })

  it('obeys Retry-After', async () => {
    await keep(support('R1'), 'A', 0)
    city.replies = [{ status: 429, headers: { 'Retry-After': '90' } }]
    expect((await sendAll('A', city.edges)).again).toBe(90_000)
  })

  it('parks what is refused, with the reason, and goes on with the rest', async () => {
    await keep(submitReport(id(1), {}, []), 'A', 0)
    await keep(support('R2'), 'A', 1)
    city.replies = [
      { status: 422, body: { code: 'invalid', detail: 'Trop long', errors: [{ field: 'title', detail: 'max 200' }] } },
    ]
    await sendAll('A', city.edges)
    const left = await list('A')
    expect(left).toHaveLength(1)
    expect(left[0]).toMatchObject({
      state: 'parked',
      refusal: { status: 422, code: 'invalid', detail: 'Trop long', fields: { title: 'max 200' } },
    })
    await sendAll('A', city.edges, true)
    expect(urls(), 'a parked command is not sent by itself').toHaveLength(2)
  })

  it('a photo that is refused parks its report, and the report is not sent without it', async () => {
    await keep(submitReport(id(1), {}, [{ id: 'P1', blob: blob('x') }]), 'A', 0)
    city.replies = [415]
    await sendAll('A', city.edges)
    expect(urls()).toEqual(['PUT /api/v1/photos/P1'])
    expect((await list('A'))[0]?.state).toBe('parked')
  })

  it('401 keeps the command until the same account signs in again', async () => {
    await keep(support('R1'), 'A', 0)
    city.replies = [401]
    expect((await sendAll('A', city.edges)).held).toBe(true)
    await sendAll('A', city.edges, true)
    expect(urls()).toHaveLength(1)
    await adopt('A')
    await sendAll('A', city.edges)
    expect(await list('A')).toEqual([])
  })

  it('belongs to one account: another one’s commands are neither listed, sent nor cleared', async () => {
    await keep(support('R1'), 'A', 0)
    await keep(support('R1'), 'B', 0)
    await sendAll('B', city.edges)
    await clear('B')
    expect(urls()).toHaveLength(1)
    expect(await list('A')).toHaveLength(1)
  })

  it('gives what was made before signing in to the one who signs in', async () => {
    await keep(submitReport(id(1), {}, []), '', 0)
    await adopt('A')
    expect(await list('')).toEqual([])
    expect((await list('A'))[0]).toMatchObject({ account: 'A', state: 'waiting' })
  })

  it('keeps only the last of contrary wishes that still wait', async () => {
    await keep(support('R1'), 'A', 0)
    await keep(unsupport('R1'), 'A', 1)
    await sendAll('A', city.edges)
    expect(urls()).toEqual(['DELETE /api/v1/reports/R1/support'])
  })

  it('lets only one page send', async () => {
    await keep(support('R1'), 'A', 0)
    city.busy = true
    await sendAll('A', city.edges)
    expect(urls()).toEqual([])
    expect(await list('A')).toHaveLength(1)
  })

  it('a command dropped while it is under way stays dropped', async () => {
    await keep(support('R1'), 'A', 0)
    const fetch = city.edges.fetch
    city.edges.fetch = async (url, init) => {
      await clear('A')
      city.replies = [503]
      return fetch(url, init)
    }
    await sendAll('A', city.edges)
    expect(await list('A')).toEqual([])
  })

  it('survives the page: what was kept is there for the next one', async () => {
    await keep(confirm('R1', { resolved: false, words: 'non' }, { id: 'P9', blob: blob('x') }), 'A', 0)
    await close()
    const [found] = await list('A')
    expect(found).toMatchObject({
      kind: 'confirm',
      method: 'POST',
      body: { resolved: false, words: 'non', photo: 'P9' },
    })
    expect(found?.body).toHaveProperty('id', found?.id)
    expect(found?.photos[0]?.blob).toBeInstanceOf(Blob)
  })

  it('remembers what arrived, and only that: it alone may be called sent', async () => {
    await keep(support('R1', 'Trottoir'), 'A', 0)
    await keep(support('R2'), 'A', 1)
    city.replies = [200, 500]
    await sendAll('A', city.edges)
    expect(await arrived('A')).toMatchObject([{ kind: 'support', subject: 'R1', title: 'Trottoir', at: city.clock }])
    expect(await arrived('B')).toEqual([])
    await clear('A')
    expect(await arrived('A')).toEqual([])
  })

  it('names the account with every request, so that a cookie that changed hands sends nothing', async () => {
    await keep(submitReport(id(1), {}, [{ id: 'P1', blob: blob('one') }]), 'A', 0)
    await sendAll('A', city.edges)
    expect(city.seen.map((one) => one.account)).toEqual(['A', 'A'])
  })

  it('sends several edits as one, on the revision of the first', async () => {
    await keep(editReport('R1', 3, { description: 'un', address: 'ici' }), 'A', 0)
    await keep(editReport('R1', 3, { description: 'deux' }), 'A', 1)
    await sendAll('A', city.edges)
    expect(city.seen).toMatchObject([{ method: 'PATCH', url: '/api/v1/reports/R1', ifMatch: '3' }])
    expect(JSON.parse(String(city.seen[0]?.body))).toEqual({ description: 'deux', address: 'ici' })
  })

  it('a report that is taken back is not edited before', async () => {
    await keep(editReport('R1', 3, { description: 'un' }), 'A', 0)
    await keep(editReport('R2', 1, { description: 'autre' }), 'A', 1)
    await keep(withdraw('R1'), 'A', 2)
    await sendAll('A', city.edges)
    expect(urls()).toEqual(['PATCH /api/v1/reports/R2', 'DELETE /api/v1/reports/R1'])
  })
})
