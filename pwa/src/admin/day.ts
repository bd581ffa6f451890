/** The moment at which a day of the calendar ends here; undefined for no day, or one that has passed. */
export function endOf(day: string, now = Date.now()): string | undefined {
  const [year = 0, month = 0, at = 0] = day.split('-').map(Number)
  const end = new Date(year, month - 1, at + 1)
  if (!day || Number.isNaN(end.getTime()) || end.getTime() <= now) return undefined
  return end.toISOString()
}
