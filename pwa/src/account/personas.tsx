import { useSignal } from '@preact/signals'
import { api, ask } from '../api'
import type { Me } from '../session'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { Icon, type IconName } from '../ui/icon'
import { say } from '../words/resident'
import './account.css'

const faces: Record<keyof typeof say.sign_in.personas, IconName> = {
  resident: 'person',
  resident2: 'people',
  official: 'inbox',
  counter: 'check',
  moderator: 'shield',
  admin: 'key',
}

/** In a demonstration: one tap, and one is anybody. */
export function Personas({ onDone }: { onDone: (person: Me) => void }) {
  const busy = useSignal('')
  const problem = useSignal<unknown>(undefined)
  const enter = async (persona: keyof typeof faces) => {
    busy.value = persona
    try {
      onDone((await ask(api.POST('/api/v1/auth/demo', { body: { persona } }))).me)
    } catch (error) {
      problem.value = error
    }
    busy.value = ''
  }
  return (
    <section class="card wash stack">
      <h2>{say.sign_in.demo}</h2>
      <div class="personas">
        {(Object.keys(faces) as (keyof typeof faces)[]).map((persona) => (
          <Button key={persona} look="plain" busy={busy.value === persona} onClick={() => enter(persona)}>
            <Icon name={faces[persona]} size={20} />
            {say.sign_in.personas[persona]}
          </Button>
        ))}
      </div>
      <ErrorNote error={problem.value} />
    </section>
  )
}
