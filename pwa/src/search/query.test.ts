import { expect, it } from 'vitest'
import { blank, orderOf, placeText, questionOf, refOf, wantedOf } from './query'

const wanted = (query: string) => wantedOf(new URLSearchParams(query))

it('takes from the address only what is ours', () => {
  expect(wanted('sort=price&near=here')).toMatchObject({ q: '', sort: 'relevance', near: undefined })
  expect(wanted('sort=near')).toMatchObject({ sort: 'relevance' })
  expect(wanted('sort=near&near=-7.6,33.58')).toMatchObject({ sort: 'near', near: { lon: -7.6, lat: 33.58 } })
})

it('puts the newest first when there are no words', () => {
  expect(orderOf(wanted('q=%20'))).toBe('new')
  expect(orderOf(wanted('q=eau'))).toBe('relevance')
  expect(orderOf(wanted('sort=supported'))).toBe('supported')
})

it('asks for counts with the first page only', () => {
  expect(questionOf(wanted('q=eau&area=anfa'), 0)).toMatchObject({
    q: 'eau',
    area: ['anfa'],
    facets: ['status', 'area', 'category'],
  })
  expect(questionOf(wanted('q=eau'), 20).facets).toBeUndefined()
})

it('tells the address no more of a place than a hundred metres', () => {
  expect(placeText({ lon: -7.612345, lat: 33.598765 })).toBe('-7.612,33.599')
})

it.each([
  ['833-544-8819', '8335448819'],
  ['833 544 8819', '8335448819'],
  ['٨٣٣٥٤٤٨٨١٩', '8335448819'],
  ['۸۳۳-۵۴۴-۸۸۱۹', '8335448819'],
  ['83354488', ''],
  ['rue 8335448819', ''],
])('reads %s as the number %s', (text, ref) => {
  expect(refOf(text)).toBe(ref)
})

it('knows when nothing is asked for', () => {
  expect(blank(wanted('sort=new'))).toBe(true)
  expect(blank(wanted('near=-7.6,33.5'))).toBe(false)
})
