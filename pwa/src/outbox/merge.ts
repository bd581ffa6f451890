// What a newer command makes of an older one that still waits.
import type { Command, Draft, Kind } from './command'

/** The server takes no more in one command. */
const mostRead = 100

const opposite: Partial<Record<Kind, Kind>> = {
  support: 'unsupport',
  unsupport: 'support',
  follow: 'unfollow',
  unfollow: 'follow',
}

const once: readonly Kind[] = ['confirm', 'flag', 'edit_report', 'withdraw', 'mark_read', 'preferences']

/** True when a newer command makes an older one that still waits pointless: the same wish, its opposite, or the end of all. */
export function replaces(newer: Draft, older: Command): boolean {
  if (newer.subject !== older.subject || newer.id === older.id) return false
  if (newer.kind === 'withdraw' && older.kind === 'edit_report') return true
  if (newer.kind === 'mark_read') return older.kind === 'mark_read' && !tooMany(newer, older)
  if (newer.kind === older.kind) return once.includes(newer.kind) || newer.kind in opposite
  return opposite[newer.kind] === older.kind
}

interface Read {
  ids?: string[]
  all?: boolean
}

function tooMany(newer: Draft, older: Command): boolean {
  const [one, other] = [newer.body as Read, older.body as Read]
  return !one.all && (!!other.all || (one.ids?.length ?? 0) + (other.ids?.length ?? 0) > mostRead)
}

/** A command that stands for itself and for the one that it replaces. */
export function merged(newer: Draft, older: Command): Draft {
  if (newer.kind !== older.kind) return newer
  if (newer.kind === 'mark_read') {
    const [one, other] = [newer.body as Read, older.body as Read]
    return one.all ? newer : { ...newer, body: { ids: [...new Set([...(other.ids ?? []), ...(one.ids ?? [])])] } }
  }
  if (newer.kind !== 'edit_report' && newer.kind !== 'preferences') return newer
  const photos = [...older.photos, ...(newer.photos ?? [])].map(({ id, blob }) => ({ id, blob }))
  return { ...newer, ifMatch: older.ifMatch, body: { ...(older.body as object), ...(newer.body as object) }, photos }
}
