// For changes whose outcome the person waits for on the spot: kept like all others, then either sent, refused or still waiting.
import { Problem } from '../api/problem'
import { enqueue, refresh, sendNow, waiting } from '.'
import { discard } from './acts'
import type { Draft } from './command'

/** How long somebody looks at a busy button before it is better to say "kept". */
const longest = 8_000

/**
 * Keeps a command and waits for its first attempt. "kept": there was no line or no answer; it will be sent. Throws the
 * server's Problem when it was refused, and then the command is dropped: the form that made it is still open.
 */
export async function deliver(draft: Draft): Promise<'sent' | 'kept'> {
  await enqueue(draft)
  await Promise.race([sendNow(true), new Promise((done) => setTimeout(done, longest))])
  await settled(draft.id)
  const left = waiting.value.find((one) => one.id === draft.id)
  if (!left) return 'sent'
  if (left.state !== 'parked') return 'kept'
  await discard(draft.id)
  const { status = 0, code = '', detail, fields } = left.refusal ?? {}
  throw new Problem(status, code, { detail, fields })
}

// enqueue has begun a round already: its end is looked for, a few times.
async function settled(id: string): Promise<void> {
  for (let turn = 0; turn < 20 && navigator.onLine; turn++) {
    await refresh()
    const command = waiting.value.find((one) => one.id === id)
    if (command?.state !== 'waiting' || command.tries > 0) return
    await new Promise((done) => setTimeout(done, 100))
  }
}
