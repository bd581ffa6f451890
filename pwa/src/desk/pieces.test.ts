// @vitest-environment happy-dom
// @vitest-environment-options {"url": "http://localhost/"}
import { describe, expect, it } from 'vitest'
import { city } from '../city'
import { ceiling } from './chart'
import { filtersIn, forgetFilters, mostSaved, readSaved, saved, saveFilters } from './saved'
import { ranged, toggled } from './select'
import { fill, joined, offersFor, type Template } from './template'

describe('a template', () => {
  const of = {
    ref: '1234567890',
    category: 'lamp',
    area: 'anfa',
    authority: 'srm',
    due_at: '2026-12-01T10:00:00.000Z',
  }
  city.value = {
    categories: [{ code: 'lamp', names: { fr: 'Éclairage', ar: 'الإنارة' } }],
    areas: [{ code: 'anfa', names: { fr: 'Anfa', ar: 'أنفا' } }],
    authorities: [{ code: 'srm', names: { fr: 'Régie', ar: 'الوكالة' } }],
  } as never

  it('is filled in its own language, and leaves what it does not know', () => {
    expect(fill('{ref} {category} {area} {authority} {due} {x}', of, 'fr')).toBe(
      '123-456-7890 Éclairage Anfa Régie 1 déc. 2026 {x}',
    )
    expect(fill('{category} {area} {authority}', of, 'ar')).toBe('الإنارة أنفا الوكالة')
    expect(fill('{category}', of, 'en')).toBe('Éclairage')
    expect(fill('{ref}', { ...of, ref: '$&1' }, 'fr')).toBe('$&1')
  })

  it('is offered for its act, in the author’s language first', () => {
    const templates = [
      { id: 'A', name: 'a', for: 'answer', texts: { fr: 'f', ar: 'ع' } },
      { id: 'B', name: 'b', texts: { en: 'e' } },
      { id: 'C', name: 'c', for: 'declined', texts: { fr: 'f' } },
    ] as Template[]
    expect(offersFor(templates, 'answer', 'ar').map(({ key }) => key)).toEqual(['A/ar', 'A/fr', 'B/en'])
    expect(offersFor(templates, 'declined', '').map(({ key }) => key)).toEqual(['B/en', 'C/fr'])
  })

  it('is added to what is written', () => {
    expect([joined(' ', 'b'), joined('a \n', 'b')]).toEqual(['b', 'a\nb'])
  })
})

describe('kept filters', () => {
  it('hold filters alone, in one order', () => {
    const query = new URLSearchParams('report=X&area=anfa&view=overdue&pane=map')
    expect(filtersIn(query)).toBe('view=overdue&area=anfa')
  })

  it('are named, replaced, forgotten and bounded', () => {
    const query = new URLSearchParams('view=overdue')
    expect(saveFilters(' Retards ', query)).toBe(true)
    expect(saveFilters('Retards', new URLSearchParams('view=week'))).toBe(true)
    expect(saved.value).toEqual([{ name: 'Retards', query: 'view=week' }])
    for (let i = 1; i < mostSaved; i++) saveFilters(`n${i}`, query)
    expect(saveFilters('one more', query)).toBe(false)
    forgetFilters('Retards')
    expect(saveFilters('one more', query)).toBe(true)
    expect(saveFilters(' ', query)).toBe(false)
  })

  it.each([null, 'x', '{}', '[1,{"name":1}]'])('are nothing when %s was kept', (text) => {
    expect(readSaved(text)).toEqual([])
  })
})

describe('a selection', () => {
  const ids = ['a', 'b', 'c', 'd']
  it('takes a row in and out, and a stretch either way', () => {
    expect([...toggled(new Set(['a']), 'b')]).toEqual(['a', 'b'])
    expect([...toggled(new Set(['a']), 'a')]).toEqual([])
    expect([...ranged(new Set(['a']), ids, 'd', 'b')]).toEqual(['a', 'b', 'c', 'd'])
    expect([...ranged(new Set(), ids, 'gone', 'c')]).toEqual(['c'])
  })
})

it('ends a chart at a round number', () => {
  expect([1, 4, 5, 10, 11, 99, 250].map(ceiling)).toEqual([1, 4, 10, 10, 20, 100, 400])
})
