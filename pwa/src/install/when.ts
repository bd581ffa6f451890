// When to speak of installing: after somebody sent a report, or came back to something they follow. Never on a first
// visit, and not again for two months when put off.

const day = 86_400_000

/** A visit ends after half an hour without a screen. */
const rest = 30 * 60_000

const visitsKey = 'jemaa-visits'
const laterKey = 'jemaa-install-later'

export interface Visits {
  count: number
  /** When the last screen of the last visit was opened, ms since 1970. */
  at: number
}

/** The visits after one more screen was opened at a moment. */
export function oneMore(before: Visits, now: number): Visits {
  const fresh = before.count === 0 || now - before.at > rest
  return { count: before.count + Number(fresh), at: now }
}

export interface Moment {
  /** A report has just arrived in the city. */
  sent?: boolean
  /** The person follows something. */
  follows?: boolean
  visits: number
  /** When the offer was put off, ms since 1970; 0 for never. */
  laterAt: number
  installed: boolean
}

/** Whether this is a moment to offer the installation. */
export function mayOffer({ sent, follows, visits, laterAt, installed }: Moment, now: number): boolean {
  if (installed || now - laterAt < 60 * day) return false
  return !!sent || (!!follows && visits >= 2)
}

function kept(): Visits {
  try {
    const { count, at } = JSON.parse(localStorage.getItem(visitsKey) ?? '') as Visits
    return Number.isFinite(count) && Number.isFinite(at) ? { count, at } : { count: 0, at: 0 }
  } catch {
    return { count: 0, at: 0 }
  }
}

/** Counts the visit and says how things stand on this phone. */
export function readMoment(): Pick<Moment, 'visits' | 'laterAt' | 'installed'> {
  const visits = oneMore(kept(), Date.now())
  localStorage.setItem(visitsKey, JSON.stringify(visits))
  return { visits: visits.count, laterAt: Number(localStorage.getItem(laterKey) ?? 0), installed: isInstalled() }
}

export function putOff(): void {
  localStorage.setItem(laterKey, String(Date.now()))
}

/** True when this runs from the home screen. */
export function isInstalled(): boolean {
  return (
    matchMedia('(display-mode: standalone)').matches || ('standalone' in navigator && navigator.standalone === true)
  )
}

/** iPhones, and iPads, which call themselves Macs but can be touched. */
export function isApple(agent = navigator.userAgent, touches = navigator.maxTouchPoints): boolean {
  return /iPhone|iPad|iPod/.test(agent) || (agent.includes('Macintosh') && touches > 1)
}
