import { useSignal } from '@preact/signals'
import { withProof } from '../account/proof'
import { api, ask } from '../api'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { TextArea } from '../ui/field'
import { Sheet } from '../ui/sheet'
import { toast } from '../ui/toast'
import { type HeldRole, nameOf, type PersonCard, roleText } from './person'
import { own } from './words'

interface TakeProps {
  /** The role to take; undefined while the sheet is closed. */
  held: HeldRole | undefined
  person: PersonCard
  onClose: () => void
  onTaken: (now: PersonCard) => void
}

/** Takes a role back, with the reason that the log keeps. */
export function TakeSheet({ held, person, onClose, onTaken }: TakeProps) {
  if (!held) return null
  return (
    <Sheet open title={own.take_role(roleText(held), nameOf(person))} onClose={onClose}>
      <Form
        held={held}
        person={person}
        onTaken={(now) => {
          onClose()
          onTaken(now)
          toast(own.taken)
        }}
      />
    </Sheet>
  )
}

function Form({ held, person, onTaken }: { held: HeldRole; person: PersonCard; onTaken: (now: PersonCard) => void }) {
  const reason = useSignal('')
  const tried = useSignal(false)
  const busy = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  const submit = async (event: Event) => {
    event.preventDefault()
    tried.value = true
    if (!reason.value.trim() || busy.value) return
    busy.value = true
    problem.value = undefined
    const { role, authority } = held
    const body = { account: person.id, role, authority, reason: reason.value.trim() }
    try {
      onTaken(await withProof(() => ask(api.POST('/api/v1/admin/grants/revoke', { body }))))
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <TextArea
        label={own.reason}
        hint={own.reason_hint}
        rows={2}
        maxLength={500}
        value={reason.value}
        error={tried.value && !reason.value.trim() ? own.need_reason : undefined}
        onValue={(text) => (reason.value = text)}
      />
      <ErrorNote error={problem.value} />
      <Button type="submit" look="danger" icon="close" block busy={busy.value}>
        {own.take}
      </Button>
    </form>
  )
}
