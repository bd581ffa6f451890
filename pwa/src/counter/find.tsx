import { useSignal } from '@preact/signals'
import { digits } from '../account/typed'
import { api, ask, problemText } from '../api'
import { Button } from '../ui/button'
import { TextField } from '../ui/field'
import type { Visitor } from './visitor'
import { own } from './words'

/** The code that somebody shows; a reader of QR codes types it like a keyboard. */
export function Find({ onFound }: { onFound: (code: string, visitor: Visitor) => void }) {
  const code = useSignal('')
  const wrong = useSignal('')
  const busy = useSignal(false)
  const look = async (event?: Event) => {
    event?.preventDefault()
    const typed = digits(code.value)
    if (busy.value || !typed) return
    busy.value = true
    wrong.value = ''
    try {
      onFound(typed, await ask(api.POST('/api/v1/counter/visitors/find', { body: { code: typed } })))
    } catch (error) {
      wrong.value = problemText(error)
    }
    busy.value = false
  }
  return (
    <form class="card stack" noValidate onSubmit={look}>
      <TextField
        label={own.code}
        hint={own.code_hint}
        inputMode="numeric"
        autoComplete="off"
        enterKeyHint="go"
        dir="ltr"
        maxLength={12}
        value={code.value}
        error={wrong.value}
        onValue={(text) => (code.value = text)}
      />
      <Button type="submit" look="primary" icon="search" block busy={busy.value}>
        {own.find}
      </Button>
    </form>
  )
}
