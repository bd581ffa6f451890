// A person as an admin sees them, and the words for their roles.
import type { components } from '../api'
import { authorityName } from '../city'
import { date } from '../words'
import { own } from './words'

export type PersonCard = components['schemas']['PersonCard']
export type HeldRole = components['schemas']['HeldRole']
export type RoleName = HeldRole['role']

export const roleNames: RoleName[] = ['official', 'moderator', 'admin']

/** A role in words: "Agent : Commune de Casablanca". */
export function roleText({ role, authority }: { role: string; authority?: string }): string {
  if (role === 'official' && authority) return own.of(authorityName(authority) || authority)
  return (own.roles as Record<string, string>)[role] ?? role
}

/** "jusqu’au 31 décembre": the last day on which it holds. */
export function untilText(iso: string): string {
  return own.until(date(new Date(Date.parse(iso) - 1).toISOString(), 'day'))
}

export const nameOf = (person: { name?: string; email?: string }) => person.name || person.email || ''
