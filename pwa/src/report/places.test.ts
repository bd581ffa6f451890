import { beforeEach, expect, it } from 'vitest'
import type { Area } from '../city'
import { addressesLike, areasLike, forgetAddresses, givenBefore, rememberAddress } from './places'

const kept = new Map<string, string>()
beforeEach(() => {
  kept.clear()
  globalThis.localStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage
})

const at = { lon: -7.6, lat: 33.6 }
const areas = [
  { code: 'sidi-moumen', names: { fr: 'Sidi Moumen', ar: 'سيدي مومن' }, centroid: at },
  { code: 'anfa', names: { fr: 'Anfa', ar: 'أنفا' }, centroid: at },
] as unknown as Area[]
const code = (area: Area) => area.code

it('finds an area by its name in any language, accents or not', () => {
  expect(areasLike('moumen', areas, code).map((one) => one.area)).toEqual(['sidi-moumen'])
  expect(areasLike('سيدي', areas, code).map((one) => one.area)).toEqual(['sidi-moumen'])
  expect(areasLike('rabat', areas, code)).toEqual([])
})

it('remembers each address once, the latest first, for one account', () => {
  localStorage.setItem('jemaa-account', 'A')
  rememberAddress({ address: '12, rue des Écoles', at, area: 'anfa' })
  rememberAddress({ address: 'Derb Sultan', at, area: 'anfa' })
  rememberAddress({ address: '12, Rue des écoles', at, area: 'anfa' })
  expect(givenBefore().map((one) => one.address)).toEqual(['12, Rue des écoles', 'Derb Sultan'])
  expect(addressesLike('ecoles 12', givenBefore()).map((one) => one.label)).toEqual(['12, Rue des écoles'])
  localStorage.setItem('jemaa-account', 'B')
  expect(givenBefore()).toEqual([])
  localStorage.setItem('jemaa-account', 'A')
  forgetAddresses('A')
  expect(givenBefore()).toEqual([])
})
