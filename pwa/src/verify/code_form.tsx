import { useSignal } from '@preact/signals'
import { api, ask, problemText } from '../api'
import { Button } from '../ui/button'
import { Note } from '../ui/empty'
import { TextField } from '../ui/field'
import { toast } from '../ui/toast'
import { date, number } from '../words'
import type { Verification } from './screen'
import { own } from './words'

/** The code of the letter that came in the post. */
export function CodeForm({ now, onChange }: { now: Verification; onChange: (now: Verification) => void }) {
  const code = useSignal('')
  const wrong = useSignal('')
  const busy = useSignal(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (!code.value.trim() || busy.value) return
    busy.value = true
    wrong.value = ''
    try {
      const after = await ask(api.POST('/api/v1/me/verification/code', { body: { code: code.value } }))
      toast(own.confirmed)
      onChange(after)
    } catch (error) {
      wrong.value = problemText(error)
      onChange({ ...now, left: Math.max(0, now.left - 1) })
    }
    busy.value = false
  }
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <Note icon="send">
        <p>{own.sent(date(now.lapse_at ?? '', 'day'))}</p>
        <p class="small">{own.left(number(now.left))}</p>
      </Note>
      <TextField
        label={own.code}
        hint={own.code_hint}
        dir="ltr"
        autoComplete="off"
        enterKeyHint="done"
        maxLength={20}
        value={code.value}
        error={wrong.value}
        onValue={(text) => (code.value = text)}
      />
      <Button type="submit" look="primary" block busy={busy.value}>
        {own.confirm}
      </Button>
    </form>
  )
}
