import { useSignal } from '@preact/signals'
import { api, ask, Problem } from '../api'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { TextArea, TextField } from '../ui/field'
import { Sheet } from '../ui/sheet'
import { toast } from '../ui/toast'
import { own } from './words'

/** Takes back what was confirmed of somebody, found by their exact address. */
export function Lower() {
  const open = useSignal(false)
  return (
    <section class="stack tight">
      <div>
        <Button look="ghost" icon="undo" onClick={() => (open.value = true)}>
          {own.lower}
        </Button>
      </div>
      <Sheet open={open.value} title={own.lower} onClose={() => (open.value = false)}>
        <Form onDone={() => (open.value = false)} />
      </Sheet>
    </section>
  )
}

function Form({ onDone }: { onDone: () => void }) {
  const email = useSignal('')
  const reason = useSignal('')
  const busy = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy.value) return
    busy.value = true
    problem.value = undefined
    try {
      const body = { email: email.value.trim(), reason: reason.value.trim() }
      await ask(api.POST('/api/v1/counter/visitors/lower', { body }))
      toast(own.lowered)
      onDone()
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  const wrong: Record<string, string | undefined> = problem.value instanceof Problem ? problem.value.fields : {}
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <p class="soft small">{own.lower_text}</p>
      <TextField
        label={own.email}
        type="email"
        inputMode="email"
        dir="ltr"
        maxLength={254}
        autoComplete="off"
        value={email.value}
        error={wrong.email}
        onValue={(text) => (email.value = text)}
      />
      <TextArea
        label={own.reason}
        hint={own.reason_hint}
        rows={2}
        maxLength={500}
        value={reason.value}
        error={wrong.reason}
        onValue={(text) => (reason.value = text)}
      />
      {!wrong.email && !wrong.reason && <ErrorNote error={problem.value} />}
      <Button type="submit" look="danger" icon="undo" block busy={busy.value}>
        {own.lower}
      </Button>
    </form>
  )
}
