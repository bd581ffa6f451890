import { useSignal } from '@preact/signals'
import { api, ask, Problem } from '../api'
import { city, inWords } from '../city'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { Select, TextArea, TextField } from '../ui/field'
import type { Verification } from './screen'
import { own } from './words'

interface AskProps {
  /** What the city asks for to tell people apart. */
  person: string[]
  onDone: (now: Verification) => void
}

/** Asks for a letter to one's address. */
export function AskForm({ person, onDone }: AskProps) {
  const draft = useSignal({ name: '', birth_date: '', address: '', area: '' })
  const busy = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  const change = (part: Partial<typeof draft.value>) => (draft.value = { ...draft.value, ...part })
  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy.value) return
    const form = event.currentTarget as HTMLFormElement
    busy.value = true
    problem.value = undefined
    try {
      const { birth_date, ...rest } = draft.value
      const body = birth_date ? { ...rest, birth_date } : rest
      onDone(await ask(api.POST('/api/v1/me/verification/letter', { body })))
    } catch (error) {
      problem.value = error
      setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
    }
    busy.value = false
  }
  const wrong: Record<string, string | undefined> = problem.value instanceof Problem ? problem.value.fields : {}
  const { name, birth_date, address, area } = draft.value
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <p class="soft small">{own.letter_text}</p>
      <TextField
        label={own.name}
        autoComplete="name"
        maxLength={120}
        value={name}
        error={wrong.name}
        onValue={(text) => change({ name: text })}
      />
      {person.includes('birth_date') && (
        <TextField
          label={own.birth_date}
          type="date"
          dir="ltr"
          autoComplete="bday"
          value={birth_date}
          error={wrong.birth_date}
          onValue={(text) => change({ birth_date: text })}
        />
      )}
      <TextArea
        label={own.address}
        hint={own.address_hint}
        autoComplete="street-address"
        rows={3}
        maxLength={300}
        value={address}
        error={wrong.address}
        onValue={(text) => change({ address: text })}
      />
      <Select
        label={own.area}
        empty={own.choose}
        options={(city.value?.areas ?? []).map((one) => ({ value: one.code, label: inWords(one.names) }))}
        value={area}
        error={wrong.area}
        onValue={(code) => change({ area: code })}
      />
      {Object.keys(wrong).length === 0 && <ErrorNote error={problem.value} />}
      <Button type="submit" look="primary" icon="send" block busy={busy.value}>
        {own.ask}
      </Button>
    </form>
  )
}
