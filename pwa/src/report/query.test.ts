import { describe, expect, it } from 'vitest'
import { askOf, filterCount, filterOf, nextOffset } from './query'

const of = (text: string) => filterOf(new URLSearchParams(text))

describe('the filter in the address', () => {
  it('takes its own words and no others', () => {
    const filter = of('area=anfa&status=resolved&sort=deadline')
    expect(filter).toMatchObject({ area: 'anfa', status: 'resolved', sort: 'deadline' })
    expect(of('sort=evil').sort).toBe('new')
    expect(of('author=me').shelf).toBe('mine')
    expect(of('author=you').shelf).toBeUndefined()
  })

  it('counts a category with its domain once', () => {
    expect(filterCount(of('domain=roads&category=pothole&area=anfa'))).toBe(2)
  })
})

describe('what is asked of whom', () => {
  const bare = (query: object) => JSON.parse(JSON.stringify(query)) as object

  it.each([
    ['author=me', 'reports', { author: 'me', limit: 20 }],
    ['followed=me&area=anfa', 'reports', { followed: 'me', limit: 20 }],
    ['area=anfa&status=resolved', 'reports', { sort: 'new', area: 'anfa', status: ['resolved'], limit: 20 }],
    ['domain=roads&category=pothole', 'reports', { sort: 'new', category: 'pothole', limit: 20 }],
    ['domain=roads&area=anfa', 'reports', { sort: 'new', area: 'anfa', domain: 'roads', limit: 20 }],
    ['area=anfa&sort=updated', 'reports', { sort: 'updated', area: 'anfa', limit: 20 }],
    ['domain=roads&sort=updated', 'search', { sort: 'updated', domain: ['roads'], offset: 0, limit: 20 }],
    [
      'category=pothole&status=resolved',
      'search',
      { sort: 'new', category: ['pothole'], status: ['resolved'], offset: 0, limit: 20 },
    ],
    [
      'area=anfa&status=resolved&category=pothole&sort=deadline',
      'search',
      { sort: 'deadline', area: ['anfa'], category: ['pothole'], status: ['resolved'], offset: 0, limit: 20 },
    ],
  ])('%s', (text, whom, query) => {
    const asked = askOf(of(text))
    expect(asked.of).toBe(whom)
    expect(bare(asked.query)).toEqual(query)
  })

  it('pages through a search by how much was seen, as far as the server counts', () => {
    const items = Array.from({ length: 20 }, () => ({}))
    expect(nextOffset(20, { items, total: 45 })).toBe('40')
    expect(nextOffset(40, { items: [{}], total: 41 })).toBeUndefined()
    expect(nextOffset(0, { items: [], total: 5 })).toBeUndefined()
    expect(nextOffset(900, { items, total: 5000 })).toBeUndefined()
  })
})
