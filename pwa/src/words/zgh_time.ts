// Tamazight has no data in the browsers' Intl, so its months, days and units are here (names as in CLDR's zgh).
import { pluralOf } from './category'

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

export interface DateParts {
  weekday: number
  day: number
  month: number
  year: number
}

/** Writes a date in Tamazight; month is 1 to 12 and weekday 0 (Sunday) to 6. */
export function zghDate(p: DateParts, withWeekday: boolean): string {
  const date = `${p.day} ${months[p.month - 1]} ${p.year}`
  return withWeekday ? `${days[p.weekday]} ${date}` : date
}

/** Writes a distance in time in Tamazight; negative is the past. */
export function zghRelative(n: number, unit: Intl.RelativeTimeFormatUnit): string {
  const forms = units[unit] ?? ['', '']
  const count = Math.abs(n)
  const words = `${count} ${pluralOf('zgh', count) === 'one' ? forms[0] : forms[1]}`
  return n < 0 ? `${words} ⴰⵢⴰ` : `ⴷⴼⴼⵉⵔ ${words}`
}
