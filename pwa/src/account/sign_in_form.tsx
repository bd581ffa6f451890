// Signing in with a code from the mail; in a demonstration also with one tap, as anybody.
import { useSignal } from '@preact/signals'
import { api, ask, Problem, problemText } from '../api'
import { boot } from '../boot'
import { type Me, setMe } from '../session'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { TextField } from '../ui/field'
import { toast } from '../ui/toast'
import { t } from '../words'
import { say } from '../words/resident'
import { ByPasskey } from './by_passkey'
import { CodeForm } from './code_form'
import { Offer } from './offer'
import { possible } from './passkey'
import { Personas } from './personas'
import { useProof } from './work'

interface SignInProps {
  /** Hears of the person who signed in. */
  onDone: (person: Me) => void
  /** Offer a passkey to whoever came in with a code: not while they are about something else. */
  offer?: boolean
}

/** The form, wherever it is needed. */
export function SignInForm({ onDone, offer }: SignInProps) {
  const email = useSignal('')
  const step = useSignal<'email' | 'code'>('email')
  const nameless = useSignal<Me | undefined>(undefined)
  const due = useSignal(false)
  const offering = useSignal<Me | undefined>(undefined)
  const done = (person: Me) => {
    if (!person.name && !nameless.value) {
      nameless.value = person
      return
    }
    if (due.value) {
      due.value = false
      offering.value = person
      return
    }
    toast(person.name ? say.sign_in.hello(person.name) : say.sign_in.welcome)
    setMe(person)
    onDone(person)
  }
  const byCode = (person: Me, keyless?: boolean) => {
    due.value = !!(offer && keyless && possible())
    done(person)
  }
  const { value: guest } = offering
  if (guest) return <Offer onDone={() => done(guest)} />
  if (nameless.value) return <NameForm person={nameless.value} onDone={done} />
  return (
    <div class="stack">
      {boot.demo && <Personas onDone={done} />}
      {step.value === 'email' ? (
        <>
          {possible() && <ByPasskey onDone={done} />}
          <EmailForm
            email={email.value}
            onEmail={(text) => (email.value = text)}
            onSent={() => (step.value = 'code')}
          />
        </>
      ) : (
        <CodeForm email={email.value.trim()} onDone={byCode} onBack={() => (step.value = 'email')} />
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
        autoComplete="email webauthn"
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
