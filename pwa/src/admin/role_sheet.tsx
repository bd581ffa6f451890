import { useSignal } from '@preact/signals'
import { withProof } from '../account/proof'
import { api, ask, Problem } from '../api'
import { city, inWords } from '../city'
import { Button } from '../ui/button'
import { Choice } from '../ui/choice'
import { ErrorNote } from '../ui/empty'
import { Select, TextArea, TextField } from '../ui/field'
import { Sheet } from '../ui/sheet'
import { toast } from '../ui/toast'
import { endOf } from './day'
import { type PersonCard, type RoleName, roleNames } from './person'
import { own } from './words'

interface RoleSheetProps {
  open: boolean
  email: string
  name?: string
  onClose: () => void
  onGiven: (now: PersonCard) => void
}

/** Gives somebody a role: which, for how long, and why. */
export function RoleSheet({ open, email, name, onClose, onGiven }: RoleSheetProps) {
  return (
    <Sheet open={open} title={own.give_to(name || email)} onClose={onClose}>
      <Form
        email={email}
        onGiven={(now) => {
          onClose()
          onGiven(now)
          toast(own.given)
        }}
      />
    </Sheet>
  )
}

interface Draft {
  role: RoleName | undefined
  authority: string
  term: 'for_good' | 'for_a_time'
  day: string
  reason: string
}

/** What is missing of a draft, by field. */
function missing(draft: Draft): Partial<Record<keyof Draft, string>> {
  return {
    role: draft.role ? undefined : own.choose,
    authority: draft.role === 'official' && !draft.authority ? own.choose : undefined,
    day: draft.term === 'for_a_time' && !endOf(draft.day) ? own.need_day : undefined,
    reason: draft.reason.trim() ? undefined : own.need_reason,
  }
}

function send(email: string, draft: Draft): Promise<PersonCard> {
  const { role, reason } = draft
  return withProof(() =>
    ask(
      api.POST('/api/v1/admin/grants', {
        body: {
          email,
          role: role ?? 'moderator',
          authority: role === 'official' ? draft.authority : undefined,
          until: draft.term === 'for_a_time' ? endOf(draft.day) : undefined,
          reason: reason.trim(),
        },
      }),
    ),
  )
}

function Form({ email, onGiven }: { email: string; onGiven: (now: PersonCard) => void }) {
  const draft = useSignal<Draft>({ role: undefined, authority: '', term: 'for_good', day: '', reason: '' })
  const tried = useSignal(false)
  const busy = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  const change = (part: Partial<Draft>) => (draft.value = { ...draft.value, ...part })
  const wrong = missing(draft.value)
  const submit = async (event: Event) => {
    event.preventDefault()
    tried.value = true
    if (Object.values(wrong).some(Boolean) || busy.value) {
      const form = event.currentTarget as HTMLFormElement
      queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    busy.value = true
    problem.value = undefined
    try {
      onGiven(await send(email, draft.value))
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  const { role, authority, term, day, reason } = draft.value
  const shown = tried.value ? wrong : {}
  const fields = problem.value instanceof Problem ? problem.value.fields : {}
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <Choice
        label={own.role}
        options={roleNames.map((value) => ({ value, label: own.roles[value] }))}
        value={role}
        error={shown.role}
        onValue={(value) => change({ role: value as RoleName })}
      />
      {role === 'official' && (
        <Select
          label={own.authority}
          empty={own.choose}
          options={(city.value?.authorities ?? []).map((one) => ({ value: one.code, label: inWords(one.names) }))}
          value={authority}
          error={shown.authority ?? fields.authority}
          onValue={(value) => change({ authority: value })}
        />
      )}
      <Choice
        label={own.term}
        options={[
          { value: 'for_good', label: own.for_good },
          { value: 'for_a_time', label: own.for_a_time },
        ]}
        value={term}
        onValue={(value) => change({ term: value as Draft['term'] })}
      />
      {term === 'for_a_time' && (
        <TextField
          label={own.last_day}
          type="date"
          dir="ltr"
          value={day}
          error={shown.day ?? fields.until}
          onValue={(value) => change({ day: value })}
        />
      )}
      <TextArea
        label={own.reason}
        hint={own.reason_hint}
        rows={2}
        maxLength={500}
        value={reason}
        error={shown.reason ?? fields.reason}
        onValue={(value) => change({ reason: value })}
      />
      <ErrorNote error={problem.value} />
      <Button type="submit" look="primary" icon="key" block busy={busy.value}>
        {own.give}
      </Button>
    </form>
  )
}
