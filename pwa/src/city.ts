// The city's profile: its areas, authorities, categories, and their names in the page's language. Asked for once; the worker
// keeps it for days without a network.
import { signal } from '@preact/signals'
import { api, ask, type components } from './api'
import { boot } from './boot'
import { pageLang } from './words'

export type City = components['schemas']['City']
export type Category = components['schemas']['Category']
export type Area = components['schemas']['Area']
export type Point = components['schemas']['Point']
type Names = City['names']

/** undefined until it has arrived; screens show codes' places as bones meanwhile. */
export const city = signal<City | undefined>(undefined)

let asked: Promise<City> | undefined

/** The profile, asked for at most once; a failure may be tried again. */
export function loadCity(): Promise<City> {
  asked ??= ask(api.GET('/api/v1/city')).then(
    (found) => {
      city.value = found
      return found
    },
    (error: unknown) => {
      asked = undefined
      throw error
    },
  )
  return asked
}

/** Takes the reader's language out of names in several. */
export function inWords(names: Names | undefined): string {
  return names?.[pageLang() as keyof Names] || names?.fr || Object.values(names ?? {})[0] || ''
}

export const areaOf = (code: string) => city.value?.areas.find((one) => one.code === code)
export const categoryOf = (code: string) => city.value?.categories.find((one) => one.code === code)

/** Names of what a code stands for; empty while the profile is on its way, or for a code that left the profile. */
export const areaName = (code: string) => inWords(areaOf(code)?.names) || boot.names?.[code] || ''
export const categoryName = (code: string) => inWords(categoryOf(code)?.names) || boot.names?.[code] || ''
export const domainName = (code: string) => inWords(city.value?.domains.find((one) => one.code === code)?.names)
export const authorityName = (code: string) => inWords(city.value?.authorities.find((one) => one.code === code)?.names)

const rad = Math.PI / 180

/** Metres between two points; flat, which is right within a city. */
export function metresBetween(a: Point, b: Point): number {
  const east = (b.lon - a.lon) * Math.cos(((a.lat + b.lat) / 2) * rad)
  return Math.hypot(east, b.lat - a.lat) * 111_195
}

/** What the profile alone can say of a point, without a network: whether it is in the city's box, and the likely area. */
export function roughArea(at: Point): Area | undefined {
  const now = city.value
  if (!now || !holds(now.box, at)) return undefined
  const boxes = now.areas.filter((area) => holds(area.box, at))
  return boxes.sort((a, b) => metresBetween(a.centroid, at) - metresBetween(b.centroid, at))[0]
}

function holds(box: City['box'], { lon, lat }: Point): boolean {
  return lon >= box.west && lon <= box.east && lat >= box.south && lat <= box.north
}
