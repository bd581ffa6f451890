// Places that an address typed by hand may mean. There is no directory of streets: what is known is the city's areas, the
// addresses that this person gave before, and what reports say in words.
import type { Area, Point } from '../city'
import { ownerId } from '../session'
import { fold } from './fold'

export interface Find {
  from: 'area' | 'mine' | 'report'
  label: string
  at: Point
  /** Code of the area, when it is known. */
  area?: string
}

/** Areas whose name, in any language, holds each word of a text. */
export function areasLike(text: string, areas: readonly Area[], name: (area: Area) => string): Find[] {
  return areas
    .filter((area) => Object.values(area.names).some((one) => holds(one ?? '', text)))
    .map((area) => ({ from: 'area', label: name(area), at: area.centroid, area: area.code }))
}

/** Addresses given before that hold each word of a text. */
export function addressesLike(text: string, given: readonly Given[]): Find[] {
  return given
    .filter(({ address }) => holds(address, text))
    .map(({ address, at, area }) => ({ from: 'mine', label: address, at, area }))
}

function holds(name: string, text: string): boolean {
  const within = fold(name)
  return fold(text)
    .split(/\s+/)
    .every((part) => within.includes(part))
}

/** An address with the place that was meant by it. */
export interface Given {
  address: string
  at: Point
  area: string
}

const most = 20
const memory = () => `jemaa-addresses-${ownerId()}`

/** The addresses that whoever holds the phone gave before, the latest first. */
export function givenBefore(): Given[] {
  try {
    return JSON.parse(localStorage.getItem(memory()) ?? '[]') as Given[]
  } catch {
    return []
  }
}

/** Remembers an address on this phone only. */
export function rememberAddress(given: Given): void {
  const others = givenBefore().filter(({ address }) => fold(address) !== fold(given.address))
  localStorage.setItem(memory(), JSON.stringify([given, ...others].slice(0, most)))
}

/** Forgets the addresses of an account: at sign-out. */
export function forgetAddresses(account: string): void {
  localStorage.removeItem(`jemaa-addresses-${account}`)
}
