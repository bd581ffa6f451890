// @vitest-environment happy-dom
// @vitest-environment-options {"url": "http://localhost/"}
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Report } from '../report/types'
import { actOf, actsFor, langOf, missing, perform } from './act'
import { draftOf, keepDraft } from './drafts'
import { nameOf } from './keys'

const report = (part: object = {}) =>
  ({ id: '01J', rev: 7, status: 'submitted', viewer: { can: [] }, ...part }) as unknown as Report

interface Sent {
  url: string
  rev: string | null
  body: Record<string, unknown>
}

function server(...answers: (number | 'lost')[]) {
  const sent: Sent[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push({ url: request.url, rev: request.headers.get('If-Match'), body: await request.json() })
    const answer = answers.shift() ?? 200
    if (answer === 'lost') throw new TypeError('failed to fetch')
    return Response.json({ code: 'x', ...report({ rev: 8 }) }, { status: answer })
  })
  return sent
}

afterEach(() => vi.unstubAllGlobals())

describe('an act', () => {
  it('is sent again under its own id, with its words, until it has arrived', async () => {
    const sent = server('lost', 412, 200)
    const one = report({ id: 'A' })
    keepDraft(one, 'answer', { ...draftOf(one, 'answer'), text: ' Nous passons jeudi. ' })
    await expect(perform(one, 'answer', draftOf(one, 'answer'))).rejects.toMatchObject({ code: 'network' })
    await expect(perform(one, 'answer', draftOf(one, 'answer'))).rejects.toMatchObject({ status: 412 })
    await perform(one, 'answer', draftOf(one, 'answer'))
    expect(new Set(sent.map(({ body }) => body.id)).size).toBe(1)
    expect(sent.map(({ body }) => body.text)).toEqual(Array(3).fill('Nous passons jeudi.'))
    expect(sent.every(({ rev }) => rev === '7')).toBe(true)
    expect(draftOf(one, 'answer').text).toBe('')
  })

  it('says only what belongs to it', async () => {
    const sent = server()
    const one = report({ id: 'B' })
    await perform(one, 'resolved', {
      ...draftOf(one, 'resolved'),
      text: 'تم الإصلاح',
      authority: 'srm',
      original: '01X',
    })
    expect(sent[0]?.body).toEqual({
      id: expect.stringMatching(/^[0-9A-Z]{26}$/),
      kind: 'status',
      status: 'resolved',
      text: 'تم الإصلاح',
      lang: 'ar',
    })
  })

  it.each([
    ['note', {}, 'text'],
    ['declined', { text: 'x' }, 'reason'],
    ['hand_over', { reason: 'x' }, 'authority'],
    ['hand_over', { authority: 'srm' }, 'reason'],
    ['duplicate', {}, 'original'],
    ['resolved', {}, undefined],
    ['answer', { photos: [{ id: 'p', blob: new Blob() }] }, undefined],
  ] as const)('%s with %o lacks %s', (name, part, lack) => {
    expect(missing(actOf(name), { ...draftOf(report({ id: 'C' }), name), ...part } as never)).toBe(lack)
  })

  it('is offered when the server allows it, and wants a reason to take up what was declined', () => {
    const can = ['status:in_progress', 'note', 'support']
    expect(actsFor(report({ viewer: { can } })).map(({ name, reason }) => [name, !!reason])).toEqual([
      ['in_progress', false],
      ['note', false],
    ])
    expect(actsFor(report({ status: 'declined', viewer: { can } }))[0]?.reason).toBe(true)
  })
})

describe('keys', () => {
  it.each([
    ['j', 'KeyJ', 'j'],
    ['J', 'KeyJ', 'j'],
    ['ت', 'KeyJ', 'j'],
    ['ⵊ', 'KeyJ', 'j'],
    ['a', 'KeyQ', 'a'],
    ['؟', 'Slash', '?'],
    ['Escape', 'Escape', 'Escape'],
  ])('%s on %s is %s', (key, code, name) => {
    expect(nameOf({ key, code })).toBe(name)
  })
})

it('knows a language by its letters, and leaves Latin ones open', () => {
  expect(['Salam', 'سلام', 'ⴰⵣⵓⵍ'].map(langOf)).toEqual([undefined, 'ar', 'zgh'])
})
