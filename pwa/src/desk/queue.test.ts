// @vitest-environment happy-dom
// @vitest-environment-options {"url": "http://localhost/"}
import { describe, expect, it, vi } from 'vitest'
import type { Summary } from '../report/types'
import { type Filter, filterOf, findQueue, fits } from './queue'

const day = 86_400_000
const asked: URL[] = []

function report(part: Partial<Summary>): Summary {
  const due_at = part.due_at ?? new Date(Date.now() + day).toISOString()
  return {
    id: due_at,
    status: 'submitted',
    authority: 'commune',
    area: 'anfa',
    category: 'lamp',
    due_at,
    ...part,
  } as Summary
}

// Answers each request with the next page; the last one has no next.
function serve(...pages: Summary[][]) {
  asked.length = 0
  let turn = 0
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(new URL(request.url))
    const items = pages[turn++] ?? []
    const body = { items, next: turn < pages.length ? `p${turn}` : undefined, total: items.length, facets: {} }
    return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } })
  })
}

const filter = (query: string): Filter => filterOf(new URLSearchParams(query), ['commune', 'srm'])
const late = (part: Partial<Summary> = {}) =>
  report({ overdue: true, due_at: new Date(Date.now() - day).toISOString(), ...part })

describe('the filter', () => {
  it('takes from the address only what is ours', () => {
    expect(filter('view=sideways&status=submitted,resolved,x&authority=elsewhere')).toEqual({
      authority: 'commune',
      view: '',
      assignee: '',
      status: ['submitted'],
      area: '',
      category: '',
    })
  })

  it('keeps closed statuses for the closed', () => {
    expect(filter('view=closed&status=submitted,declined').status).toEqual(['declined'])
  })

  it.each([
    ['view=overdue', late(), true],
    ['view=overdue', report({}), false],
    ['view=contested', report({ contested: true, status: 'in_progress' }), true],
    ['view=contested', report({ status: 'in_progress' }), false],
    ['view=week', report({}), true],
    ['view=week', report({ awaiting_answer: true }), false],
    ['view=week', report({ due_at: new Date(Date.now() + 8 * day).toISOString() }), false],
    ['', report({ status: 'resolved' }), false],
    ['view=closed', report({ status: 'resolved' }), true],
    ['', report({ authority: 'srm' }), false],
    ['area=maarif', report({}), false],
    ['category=lamp&area=anfa', report({}), true],
    ['assignee=nobody', report({}), true],
    ['assignee=nobody', report({ assignee: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }), false],
    ['assignee=01ARZ3NDEKTSV4RRFFQ69G5FAV', report({ assignee: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }), true],
    ['assignee=01ARZ3NDEKTSV4RRFFQ69G5FAV', report({}), false],
    ['assignee=<script>', report({}), true],
  ])('%s holds what it says', (query, one, held) => {
    expect(fits(one, filter(query))).toBe(held)
  })
})

describe('the queue', () => {
  const question = () => `${asked[0]?.pathname.split('/').pop()} ${[...(asked[0]?.searchParams.keys() ?? [])].sort()}`

  it.each([
    ['', 'reports authority,limit,sort'],
    ['status=submitted', 'reports authority,limit,sort,status'],
    ['area=anfa', 'reports area,authority,limit,sort'],
    ['area=anfa&category=lamp', 'search area,authority,category,limit,offset,sort,status'],
    ['area=anfa&status=submitted', 'search area,authority,limit,offset,sort,status'],
    ['assignee=me&area=anfa&status=submitted', 'reports area,assignee,authority,limit,sort'],
    ['view=overdue', 'reports authority,limit,sort,to'],
    ['assignee=nobody', 'reports authority,limit,sort'],
    ['assignee=01ARZ3NDEKTSV4RRFFQ69G5FAV&status=submitted', 'reports assignee,authority,limit,sort,status'],
    ['assignee=nobody&area=anfa&status=submitted', 'search area,authority,limit,offset,sort,status'],
  ])('asks %s of what answers it', async (query, expected) => {
    serve([])
    await findQueue(filter(query))
    expect(question()).toBe(expected)
  })

  it('looks on when a page holds nothing of it, and stops in the end', async () => {
    const other = report({ status: 'in_progress' })
    serve([other], [other], [report({ status: 'in_progress', contested: true })])
    const page = await findQueue(filter('view=contested'))
    expect(page.items).toHaveLength(1)
    expect(page.next).toBeUndefined()
    serve([other], [other], [other], [other], [other], [other])
    expect((await findQueue(filter('view=contested'))).next).toBe('p4')
    expect(asked).toHaveLength(4)
  })

  it('asks for nothing that is due later than what is wanted', async () => {
    serve([late(), report({})], [report({})])
    expect((await findQueue(filter('view=overdue&area=anfa&category=lamp'))).next).toBeUndefined()
    expect(asked).toHaveLength(1)
  })
})
