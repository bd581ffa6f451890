// Tamazight has no data in the browsers' Intl, so its months, days and units are here (names as in CLDR's zgh).
import { pluralOf } from './category'
import type { DateParts } from './format'

const months = 'ⵉⵏⵏⴰⵢⵔ ⴱⵕⴰⵢⵕ ⵎⴰⵕⵚ ⵉⴱⵔⵉⵔ ⵎⴰⵢⵢⵓ ⵢⵓⵏⵢⵓ ⵢⵓⵍⵢⵓⵣ ⵖⵓⵛⵜ ⵛⵓⵜⴰⵏⴱⵉⵔ ⴽⵜⵓⴱⵔ ⵏⵓⵡⴰⵏⴱⵉⵔ ⴷⵓⵊⴰⵏⴱⵉⵔ'.split(' ')
const days = 'ⴰⵙⴰⵎⴰⵙ ⴰⵢⵏⴰⵙ ⴰⵙⵉⵏⴰⵙ ⴰⴽⵕⴰⵙ ⴰⴽⵡⴰⵙ ⴰⵙⵉⵎⵡⴰⵙ ⴰⵙⵉⴹⵢⴰⵙ'.split(' ')

const units: Record<string, [one: string, other: string]> = {
  second: ['ⵜⴰⵙⵉⵏⵜ', 'ⵜⴰⵙⵉⵏⵉⵏ'],
  minute: ['ⵜⵓⵙⴷⵉⴷⵜ', 'ⵜⵓⵙⴷⵉⴷⵉⵏ'],
  hour: ['ⵜⴰⵙⵔⴰⴳⵜ', 'ⵜⵉⵙⵔⴰⴳⵉⵏ'],
  day: ['ⴰⵙⵙ', 'ⵓⵙⵙⴰⵏ'],
  week: ['ⵉⵎⴰⵍⴰⵙⵙ', 'ⵉⵎⴰⵍⴰⵙⵙⵏ'],
  month: ['ⴰⵢⵢⵓⵔ', 'ⵉⵢⵢⵉⵔⵏ'],
  year: ['ⴰⵙⴳⴳⵯⴰⵙ', 'ⵉⵙⴳⴳⵯⴰⵙⵏ'],
}

/** Writes a date in Tamazight. */
export function zghDate(p: DateParts, withWeekday: boolean): string {
  const date = `${p.day} ${months[p.month - 1]} ${p.year}`
  return withWeekday ? `${days[p.weekday]} ${date}` : date
}

/** Writes a distance in time in Tamazight; negative is the past, 0 is now. */
export function zghRelative(n: number, unit: Intl.RelativeTimeFormatUnit): string {
  if (n === 0) return 'ⵖⵉⵍⴰⴷ'
  const forms = units[unit] ?? ['', '']
  const count = Math.abs(n)
  const words = `${count} ${pluralOf('zgh', count) === 'one' ? forms[0] : forms[1]}`
  return n < 0 ? `${words} ⴰⵢⴰ` : `ⴷⴼⴼⵉⵔ ${words}`
}
