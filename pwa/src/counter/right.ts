import type { City } from '../city'
import type { Me } from '../session'

/** Whether somebody confirms residents: officials of the authorities that the city named, and admins. */
export function mayVerify(person: Me, { verification, areas }: City): boolean {
  const { counters } = verification
  const has = (code: string) =>
    counters.length === 0 ||
    counters.includes(code) ||
    (counters.includes('area') && areas.some((area) => area.authority === code))
  return person.roles.some(
    ({ role, authority }) => role === 'admin' || (role === 'official' && !!authority && has(authority)),
  )
}
