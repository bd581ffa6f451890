// Signing in with a code from the mail; in a demonstration also with one tap, as anybody.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { api, ask, Problem, problemText } from '../api'
import { boot } from '../boot'
import { type Me, setMe } from '../session'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { TextField, Wrong } from '../ui/field'
import { toast } from '../ui/toast'
import { number, t } from '../words'
import { say } from '../words/resident'
import { Personas } from './personas'
import { useProof } from './work'

/** The form, wherever it is needed; onDone hears of the person who signed in. */
export function SignInForm({ onDone }: { onDone: (person: Me) => void }) {
  const email = useSignal('')
  const step = useSignal<'email' | 'code'>('email')
  const nameless = useSignal<Me | undefined>(undefined)
  const done = (person: Me) => {
    if (!person.name && !nameless.value) {
      nameless.value = person
      return
    }
    toast(person.name ? say.sign_in.hello(person.name) : say.sign_in.welcome)
    setMe(person)
    onDone(person)
  }
  if (nameless.value) return <NameForm person={nameless.value} onDone={done} />
  return (
    <div class="stack">
      {boot.demo && <Personas onDone={done} />}
      {step.value === 'email' ? (
        <EmailForm email={email.value} onEmail={(text) => (email.value = text)} onSent={() => (step.value = 'code')} />
      ) : (
        <CodeForm email={email.value.trim()} onDone={done} onBack={() => (step.value = 'email')} />
      )}
    </div>
  )
}

/** Asks somebody new for a name; it can wait. */
function NameForm({ person, onDone }: { person: Me; onDone: (person: Me) => void }) {
  const name = useSignal('')
  const wrong = useSignal('')
  const busy = useSignal(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    wrong.value = name.value.trim() ? '' : t.field.fill
    if (wrong.value) return
    busy.value = true
    try {
      onDone(await ask(api.PATCH('/api/v1/me', { body: { name: name.value.trim() } })))
    } catch (error) {
      wrong.value = problemText(error)
    }
    busy.value = false
  }
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <TextField
        label={say.sign_in.your_name}
        hint={say.me.name_hint}
        maxLength={80}
        autoComplete="name"
        value={name.value}
        error={wrong.value}
        onValue={(text) => (name.value = text)}
      />
      <Button type="submit" look="primary" block busy={busy.value}>
        {say.sign_in.go_on}
      </Button>
      <Button look="ghost" block onClick={() => onDone(person)}>
        {say.sign_in.no_name}
      </Button>
    </form>
  )
}

interface EmailProps {
  email: string
  onEmail: (text: string) => void
  onSent: () => void
}

function EmailForm({ email, onEmail, onSent }: EmailProps) {
  const wrong = useSignal('')
  const problem = useSignal<unknown>(undefined)
  const busy = useSignal(false)
  const { work, askCode, skip } = useProof()
  const submit = async (event: Event) => {
    event.preventDefault()
    wrong.value = /^\S+@\S+\.\S+$/.test(email.trim()) ? '' : say.sign_in.bad_email
    if (wrong.value) return
    busy.value = true
    try {
      await askCode(email.trim())
      toast(say.sign_in.sent)
      onSent()
    } catch (error) {
      const field = error instanceof Problem && error.fields.email
      if (field) wrong.value = field
      else problem.value = error
    }
    busy.value = false
  }
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <p class="soft">{say.sign_in.text}</p>
      <TextField
        label={say.sign_in.email}
        hint={say.sign_in.email_hint}
        type="email"
        inputMode="email"
        autoComplete="email"
        dir="ltr"
        maxLength={254}
        value={email}
        error={wrong.value}
        onValue={onEmail}
      />
      <ErrorNote error={problem.value} />
      <Button type="submit" look="primary" icon="send" block busy={busy.value}>
        {say.sign_in.ask}
      </Button>
      {busy.value && work.value === 'doing' && (
        <Button look="ghost" block onClick={skip}>
          {say.sign_in.skip}
        </Button>
      )}
      <p class="small soft" role="status">
        {say.sign_in.work[work.value]}
      </p>
    </form>
  )
}

interface CodeProps {
  email: string
  onDone: (person: Me) => void
  onBack: () => void
}

/** Latin digits of whatever digits were typed; nothing else. */
export function digits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (d) => String(d.charCodeAt(0) & 15)).replace(/\D/g, '')
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
      onDone(session.me)
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
