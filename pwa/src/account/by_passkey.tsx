import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Me } from '../session'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { say } from '../words/resident'
import { enter, offered, withdraw } from './passkey'

/** A button for passkeys; the browser also offers them where it fills in addresses. */
export function ByPasskey({ onDone }: { onDone: (person: Me) => void }) {
  const busy = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  const run = async (quiet: boolean) => {
    problem.value = undefined
    busy.value = !quiet
    try {
      const person = await (quiet ? offered() : enter())
      if (person) onDone(person)
    } catch (error) {
      if (!quiet) problem.value = error
    }
    busy.value = false
  }
  useEffect(() => {
    void run(true)
    return withdraw
  }, [])
  return (
    <div class="stack">
      <Button look="plain" icon="key" block busy={busy.value} onClick={() => run(false)}>
        {say.sign_in.passkey}
      </Button>
      <p class="soft small">{say.sign_in.passkey_hint}</p>
      <ErrorNote error={problem.value} />
    </div>
  )
}
