// The outbox: what the person did and the city does not know yet. Everything that changes something goes through here,
// online or not, so that there is one path and it is the tested one.
import { computed, signal } from '@preact/signals'
import { accountId, onAccount } from '../session'
import type { Command, Draft } from './command'

const engine = () => import('./engine')

export type { Command, Draft, Kind, State } from './command'
export { answerQuestion, confirm, flag, follow, submitReport, support, unfollow, unsupport } from './command'

/** What waits, oldest first. */
export const waiting = signal<Command[]>([])
export const waitingCount = computed(() => waiting.value.length)

/** True while a round of sending runs in this page. */
export const sending = signal(false)

/** True when something waits for the person to sign in. */
export const needsSignIn = computed(() => waiting.value.some((command) => command.state === 'held' || !command.account))

const ears = new Set<(command: Command) => void>()

/** Hears of each command that arrived: a screen loads its subject again. Returns a way to stop. */
export function onDelivered(listen: (command: Command) => void): () => void {
  ears.add(listen)
  return () => ears.delete(listen)
}

/** Commands about one subject that have not arrived: what an optimistic screen adds to the server's answer. */
export function waitingFor(subject: string): Command[] {
  return waiting.value.filter((command) => command.subject === subject)
}

/** Keeps a command on disk, then tries to send it; resolves when it is kept, which is the promise to the person. */
export async function enqueue(draft: Draft): Promise<void> {
  await (await engine()).keep(draft, accountId(), Date.now())
  await refresh()
  void sendNow()
}

/** Sends what waits. by hand: at once, whatever the back-off says. */
export async function sendNow(byHand = false): Promise<void> {
  const account = accountId()
  if (!account || sending.value) return
  sending.value = true
  try {
    const { browserEdges, sendAll } = await engine()
    const round = await sendAll(account, browserEdges, byHand)
    await refresh()
    if (round.delivered.length > 0) tell()
    for (const command of round.delivered) for (const listen of ears) listen(command)
    plan(round.again)
  } finally {
    sending.value = false
  }
}

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

/** Reads the list again. */
export async function refresh(): Promise<void> {
  const { list } = await engine()
  const account = accountId()
  const own = account ? await list(account) : []
  waiting.value = [...(await list('')), ...own]
}

let timer: ReturnType<typeof setTimeout> | undefined

// Background Sync is Chromium's only; a timer, the line, the eye and the hand are everybody's.
function plan(again?: number): void {
  clearTimeout(timer)
  if (again !== undefined) timer = setTimeout(() => void sendNow(), again)
}

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('jemaa-outbox')

function tell(): void {
  channel?.postMessage('changed')
}

/** Starts listening for chances to send. Once, at the start of the app. */
export function startOutbox(): void {
  channel?.addEventListener('message', () => void refresh())
  addEventListener('online', () => void sendNow(true))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void sendNow()
  })
  onAccount(async (account) => {
    if (account) await (await engine()).adopt(account)
    await refresh()
    if (account) await sendNow(true)
  })
  void refresh().then(() => sendNow())
}
