// An inbox in the order of days, and within a day by what the news is about.
import type { components } from '../api'

export type Notification = components['schemas']['Notification']

export interface Day {
  /** 2026-11-23, in the city's time. */
  day: string
  /** News about one report, newest first; the reports by their newest news. */
  about: { subject: string; items: Notification[] }[]
}

/** Groups notifications, newest first, by day and report. dayOf tells the city's day of a moment (ISO 8601). */
export function grouped(items: Notification[], dayOf: (iso: string) => string): Day[] {
  const days: Day[] = []
  for (const one of items) {
    const name = dayOf(one.at)
    const day = days.find((known) => known.day === name) ?? { day: name, about: [] }
    if (day.about.length === 0) days.push(day)
    const subject = one.subject.id || one.id
    const group = day.about.find((known) => known.subject === subject)
    if (group) group.items.push(one)
    else day.about.push({ subject, items: [one] })
  }
  return days
}
