// @vitest-environment happy-dom
// @vitest-environment-options {"url": "http://localhost/"}
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Report } from '../report/types'
import { setMe } from '../session'
import { draftOf, hasDraft, keepDraft, loadDrafts } from './drafts'
import { held, hold, resume, secondsLeft, send, takeBack } from './held'
import { all } from './store'

const report = { id: 'R', rev: 3, title: 'T', status: 'submitted' } as unknown as Report
const act = (id: string) => ({
  report: { id: 'R', title: 'T', lang: 'fr' },
  rev: 3,
  name: 'answer' as const,
  label: 'Répondre',
  body: { id, kind: 'answer' as const, text: 'Oui' },
})

let sent: { body: { id: string }; rev: string | null }[] = []
let answers: (number | 'lost')[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  sent = []
  answers = []
  setMe({ id: 'NADIA', lang: 'fr', roles: [] } as never)
  vi.stubGlobal('caches', undefined)
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push({ body: await request.json(), rev: request.headers.get('If-Match') })
    const answer = answers.shift() ?? 200
    if (answer === 'lost') throw new TypeError('failed to fetch')
    return Response.json({ id: 'R', rev: 4, code: 'x' }, { status: answer })
  })
})

afterEach(() => {
  for (const { id } of held.value) takeBack(id)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('an act that waits', () => {
  it('is sent when its time is up, once, on the revision it was decided on', async () => {
    hold(act('A'))
    await vi.advanceTimersByTimeAsync(9_900)
    expect(sent).toEqual([])
    expect(held.value.map(secondsLeft)).toEqual([1])
    await vi.advanceTimersByTimeAsync(200)
    await vi.waitFor(() => expect(held.value).toEqual([]))
    expect(sent.map(({ body, rev }) => [body.id, rev])).toEqual([['A', '3']])
  })

  it('is never sent when it was taken back, and its words stay', async () => {
    keepDraft(report, 'answer', { ...draftOf(report, 'answer'), text: 'Oui' })
    hold(act('B'))
    expect(takeBack('B')).toBe(true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toEqual([])
    expect(draftOf(report, 'answer').text).toBe('Oui')
    expect(takeBack('B')).toBe(false)
  })

  it('stays, and says so, when it did not arrive; sent again it is the same act', async () => {
    answers = ['lost', 412]
    keepDraft(report, 'answer', { ...draftOf(report, 'answer'), text: 'Oui' })
    hold(act('C'))
    await send('C')
    expect(held.value[0]).toMatchObject({ state: 'failed', problem: { code: 'network' } })
    await send('C')
    expect(held.value[0]).toMatchObject({ state: 'failed', problem: { status: 412 } })
    await send('C')
    expect(held.value).toEqual([])
    expect(sent.map(({ body }) => body.id)).toEqual(['C', 'C', 'C'])
    expect(hasDraft(report)).toBe(false)
  })

  it('that an earlier page left behind is sent by the next one', async () => {
    hold(act('D'))
    vi.useRealTimers()
    await vi.waitFor(async () => expect(await all('held')).toHaveLength(1))
    held.value = []
    await resume()
    expect(sent.map(({ body }) => body.id)).toEqual(['D'])
    await vi.waitFor(async () => expect(await all('held')).toEqual([]))
  })
})

describe('a draft', () => {
  it('is on the disk until its official signs out, and is nobody else’s', async () => {
    vi.useRealTimers()
    const other = { ...report, id: 'S' } as Report
    keepDraft(other, 'note', { ...draftOf(other, 'note'), text: 'Pompe' })
    await vi.waitFor(async () => expect((await all('drafts')).map(({ key }) => key)).toContain('NADIA/S/note'))
    setMe({ id: 'KARIM', lang: 'fr', roles: [] } as never)
    expect(draftOf(other, 'note').text).toBe('')
    await loadDrafts()
    expect(draftOf(other, 'note').text).toBe('')
    // Who signs out leaves nothing on the machine.
    await vi.waitFor(async () => expect(await all('drafts')).toEqual([]))
  })
})
