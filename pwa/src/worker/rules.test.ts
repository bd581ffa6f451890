import { describe, expect, it } from 'vitest'
import { keepIn, noticeOf, photosIn, planFor, subjectOf } from './rules'

const origin = 'https://jemaa.test'
const plan = (path: string, method = 'GET', mode = 'cors') =>
  planFor({ method, mode, url: new URL(path, origin) }, origin)

describe('which request is answered how', () => {
  it.each([
    ['/fr/', { way: 'shell', lang: 'fr' }],
    ['/zgh/reports/01J0', { way: 'shell', lang: 'zgh' }],
    ['/ar', { way: 'shell', lang: 'ar' }],
    ['/fr/reports/01J0/print', { way: 'pass' }],
    ['/fr/shell', { way: 'pass' }],
    ['/', { way: 'pass' }],
    ['/de/', { way: 'pass' }],
    ['/french/', { way: 'pass' }],
    ['/api/v1/reports.csv', { way: 'pass' }],
  ])('a visit to %s', (path, wanted) => expect(plan(path, 'GET', 'navigate')).toEqual(wanted))

  it.each([
    ['/assets/main-1.js', 'GET', 'asset'],
    ['/api/v1/city', 'GET', 'revalidate'],
    ['/api/v1/reports', 'GET', 'network'],
    ['/api/v1/reports/X/updates', 'GET', 'network'],
    ['/api/v1/search?q=x', 'GET', 'network'],
    ['/api/v1/me', 'GET', 'network'],
    ['/api/v1/notifications', 'GET', 'network'],
    ['/api/v1/moderation/cases', 'GET', 'pass'],
    ['/api/v1/auth/sessions', 'GET', 'pass'],
    ['/media/X/320.jpg', 'GET', 'picture'],
    ['/tiles/reports/1/2/3.mvt', 'GET', 'tile'],
    ['/api/v1/city/areas.geojson', 'GET', 'tile'],
    ['/api/v1/reports/X', 'PUT', 'pass'],
    ['/api/v1/auth/sessions', 'POST', 'forget'],
    ['/api/v1/auth/demo', 'POST', 'forget'],
    ['/api/v1/auth/sessions/current', 'DELETE', 'forget'],
    ['https://other.test/api/v1/city', 'GET', 'pass'],
  ])('%s by %s: %s', (path, method, way) => expect(plan(path, method).way).toBe(way))
})

describe('what is kept', () => {
  it.each([
    [200, 'public, max-age=5', 'public'],
    [200, 'private, no-store', 'mine'],
    [200, 'no-store', 'nowhere'],
    [200, null, 'nowhere'],
    [304, 'public', 'nowhere'],
    [404, 'public', 'nowhere'],
    [206, 'public', 'nowhere'],
  ])('%i with %s: %s', (status, header, where) => expect(keepIn(status, header)).toBe(where))

  it('knows which photos go with a report that is gone', () => {
    const [one, two] = ['01J00000000000000000000001', '01J00000000000000000000002']
    const json = JSON.stringify({ id: one, photos: [{ id: two }, { id: two }], area: { id: 'anfa' } })
    expect(photosIn(json)).toEqual([one, two])
  })

  it('knows which report a path is about', () => {
    const id = '01J00000000000000000000000'
    expect(subjectOf(`/api/v1/reports/${id}`)).toBe(id)
    expect(subjectOf(`/api/v1/reports/${id}/updates`)).toBe(id)
    expect(subjectOf('/api/v1/reports/similar')).toBeUndefined()
    expect(subjectOf('/api/v1/reports')).toBeUndefined()
  })
})

describe('a push', () => {
  const sent = {
    web_push: 8030,
    notification: {
      title: 'تم الحل',
      body: 'جواب',
      lang: 'ar',
      dir: 'rtl',
      tag: 'r1',
      navigate: `${origin}/ar/reports/1`,
    },
  }

  it('becomes a notification that leads to its page', () => {
    expect(noticeOf(sent, origin)).toMatchObject({
      title: 'تم الحل',
      options: { body: 'جواب', lang: 'ar', dir: 'rtl', tag: 'r1', data: { url: '/ar/reports/1' } },
    })
  })

  it.each([null, {}, { notification: {} }, { notification: { title: 5 } }, 'text'])('%j is none', (payload) => {
    expect(noticeOf(payload, origin)).toBeUndefined()
  })

  it.each(['https://evil.test/x', 'javascript:alert(1)', 'http://[', '//evil.test'])(
    'never leads to %s',
    (navigate) => {
      expect(noticeOf({ notification: { title: 'x', navigate } }, origin)?.options.data.url).toBe('/')
    },
  )
})
