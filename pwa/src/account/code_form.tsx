// The code from the mail: typed in, or asked for once more.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { api, ask, problemText } from '../api'
import type { Me } from '../session'
import { Button } from '../ui/button'
import { TextField, Wrong } from '../ui/field'
import { toast } from '../ui/toast'
import { number, t } from '../words'
import { say } from '../words/resident'
import { digits } from './typed'
import { useProof } from './work'

interface CodeProps {
  email: string
  /** Whose session it opened, and whether to offer them a passkey. */
  onDone: (person: Me, offer?: boolean) => void
  onBack: () => void
}

/** Types in the code; onDone hears of whose session it opened. */
export function CodeForm({ email, onDone, onBack }: CodeProps) {
  const code = useSignal('')
  const form = useRef<HTMLFormElement>(null)
  const wrong = useSignal('')
  const busy = useSignal(false)
  const submit = async (event?: Event) => {
    event?.preventDefault()
    const typed = digits(code.value)
    wrong.value = typed.length === 8 ? '' : say.sign_in.bad_code
    if (wrong.value || busy.value) return
    busy.value = true
    try {
      const session = await ask(api.POST('/api/v1/auth/sessions', { body: { email, code: typed } }))
      onDone(session.me, session.offer)
    } catch (error) {
      wrong.value = problemText(error)
      form.current?.querySelector('input')?.select()
    }
    busy.value = false
  }
  // The step before had the focus, and is gone.
  useEffect(() => form.current?.querySelector('input')?.focus(), [])
  const write = (text: string) => {
    code.value = text
    if (digits(text).length === 8) void submit()
  }
  return (
    <form ref={form} class="stack" noValidate onSubmit={submit}>
      <TextField
        label={say.sign_in.code}
        hint={say.sign_in.code_hint(`\u2068${email}\u2069`)}
        inputMode="numeric"
        autoComplete="one-time-code"
        enterKeyHint="done"
        dir="ltr"
        maxLength={60}
        value={code.value}
        error={wrong.value}
        onValue={write}
      />
      <Button type="submit" look="primary" block busy={busy.value}>
        {t.act.sign_in}
      </Button>
      <div class="row">
        <Again email={email} onSent={() => (wrong.value = '')} />
        <Button look="ghost" onClick={onBack}>
          {say.sign_in.other}
        </Button>
      </div>
    </form>
  )
}

/** Seconds before another code may be asked for. */
const rest = 30

function Again({ email, onSent }: { email: string; onSent: () => void }) {
  const left = useSignal(rest)
  const wrong = useSignal('')
  const { askCode } = useProof()
  useEffect(() => {
    const timer = setInterval(() => (left.value = Math.max(0, left.value - 1)), 1000)
    return () => clearInterval(timer)
  }, [])
  const again = async () => {
    left.value = rest
    wrong.value = ''
    try {
      await askCode(email)
      onSent()
      toast(say.sign_in.sent)
    } catch (error) {
      wrong.value = problemText(error)
    }
  }
  return (
    <div>
      <Button look="ghost" icon="refresh" disabled={left.value > 0} onClick={again}>
        {left.value > 0 ? say.sign_in.again_in(number(left.value)) : say.sign_in.again}
      </Button>
      <Wrong text={wrong.value} />
    </div>
  )
}
