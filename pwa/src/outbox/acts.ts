// What a person does with what waits: apart from the rest, as the first screen has no use for it.
import { refresh, sendNow, tell } from '.'
import type { Command } from './command'

const engine = () => import('./engine')

/** Drops a command for good. */
export async function discard(id: string): Promise<void> {
  await (await engine()).remove(id)
  await refresh()
  tell()
}

/** Sends a parked command again, mended if a change is given. */
export async function retry(id: string, mend: (command: Command) => Command = (same) => same): Promise<void> {
  const { change, revive } = await engine()
  await change(id, (command) => revive(mend(command)))
  await refresh()
  await sendNow(true)
}

/** Drops all that an account left on this phone: at sign-out, after the person was warned if something waits. */
export async function clearOutbox(account: string): Promise<void> {
  await (await engine()).clear(account)
  await refresh()
  tell()
}
