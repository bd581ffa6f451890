// Numbers, dates and distances as a reader writes them. ISO stays on the wire; these are for eyes only.

/** A day in the city: month is 1 to 12, weekday 0 (Sunday) to 6. */
export interface DateParts {
  weekday: number
  day: number
  month: number
  year: number
}

/** What a language that browsers know nothing of writes by itself; its module of words sets it. */
export const own: {
  date?: (parts: DateParts, withWeekday: boolean) => string
  /** n of the units; negative is the past, 0 is now. */
  relative?: (n: number, unit: Intl.RelativeTimeFormatUnit) => string
} = {}

const tags: Record<string, string> = { fr: 'fr-MA', ar: 'ar-MA', zgh: 'fr-MA', en: 'en-GB' }

/** The page's language: what Go wrote into <html lang>. */
export function pageLang(): string {
  return typeof document === 'undefined' ? 'fr' : document.documentElement.lang || 'fr'
}

const made = new Map<string, unknown>()

/** A formatter of Intl's by its settings: making one costs a phone a hundred times as much as using it. */
function formatter<T, O>(kind: new (lang: string, options: O) => T, lang: string, options: NoInfer<O>): T {
  const key = kind.name + lang + JSON.stringify(options)
  const known = (made.get(key) as T | undefined) ?? new kind(tags[lang] ?? lang, options)
  made.set(key, known)
  return known
}

/** Writes a number, with Latin digits in every language, as Morocco does. */
export function number(n: number, lang = pageLang()): string {
  // Below a thousand every language writes the same digits, and needs nobody to write them.
  return Number.isInteger(n) && n >= 0 && n < 1000 ? String(n) : formatter(Intl.NumberFormat, lang, {}).format(n)
}

/** Writes a share between 0 and 1 as whole per cents. */
export function percent(share: number, lang = pageLang()): string {
  return formatter(Intl.NumberFormat, lang, { style: 'percent', maximumFractionDigits: 0 }).format(share)
}

const zone = 'Africa/Casablanca'
const newTime = Date.UTC(2026, 8, 20, 2)

/**
 * The zone to read a moment in. Morocco has been at GMT+00 since 2026-09-20 (tzdata 2026c), which phones and
 * browsers with older tables do not know: they would show every hour one too late.
 */
export function zoneAt(at: Date): string {
  return at.getTime() >= newTime ? 'UTC' : zone
}

type DateStyle = 'day' | 'long' | 'time'

const styles: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  time: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
}

/** Writes a moment (ISO 8601) as the city's date: day "3 oct. 2026", long with the weekday, time with the hour. */
export function date(iso: string, style: DateStyle = 'day', lang = pageLang()): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  const timeZone = zoneAt(at)
  if (lang !== 'zgh' || !own.date)
    return formatter(Intl.DateTimeFormat, lang, { ...styles[style], timeZone }).format(at)
  const words = own.date(cityParts(at, timeZone), style === 'long')
  if (style !== 'time') return words
  return `${words} ${formatter(Intl.DateTimeFormat, 'fr', { hour: '2-digit', minute: '2-digit', timeZone }).format(at)}`
}

function cityParts(at: Date, timeZone: string): DateParts {
  const numbers = { year: 'numeric', month: '2-digit', day: '2-digit', timeZone } as const
  const text = formatter(Intl.DateTimeFormat, 'en-CA', numbers).format(at)
  const [year = 1970, month = 1, day = 1] = text.split('-').map(Number)
  return { year, month, day, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() }
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** Writes how far a moment (ISO 8601) is from now: "il y a 3 heures", "dans 2 jours". */
export function ago(iso: string, now = Date.now(), lang = pageLang()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000
  if (Number.isNaN(seconds)) return ''
  const [unit, size] = steps.find(([, s]) => Math.abs(seconds) >= s) ?? ['second', 1]
  // "Tomorrow" is the calendar's next day, even 40 hours away; weeks and longer are spans, so never "last month".
  const days = dayOf(now + seconds * 1000) - dayOf(now)
  const n = unit === 'second' ? 0 : unit === 'day' ? days : Math.trunc(seconds / size)
  if (lang === 'zgh' && own.relative) return own.relative(n, unit)
  const numeric = size > 86_400 ? 'always' : 'auto'
  return formatter(Intl.RelativeTimeFormat, lang, { numeric }).format(n, unit)
}

// The city's clock is that of UTC.
function dayOf(at: number): number {
  return Math.floor(at / 86_400_000)
}

/** Writes a distance in metres, rounded as one would say it. */
export function distance(metres: number, lang = pageLang()): string {
  const [value, unit] =
    metres < 950 ? [Math.max(10, Math.round(metres / 10) * 10), 'meter'] : [metres / 1000, 'kilometer']
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const
  return formatter(Intl.NumberFormat, lang, options).format(value)
}
