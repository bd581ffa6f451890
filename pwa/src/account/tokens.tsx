import { useSignal } from '@preact/signals'
import { api, ask, type components, Problem, problemText } from '../api'
import { useLoad } from '../load'
import { Button } from '../ui/button'
import { Choice } from '../ui/choice'
import { ErrorNote, Note } from '../ui/empty'
import { Select, TextField } from '../ui/field'
import { When } from '../ui/time'
import { toast } from '../ui/toast'
import { t } from '../words'
import { withProof } from './proof'
import { own } from './words'

type Token = components['schemas']['AccessToken']

/** Access tokens for scripts: made, shown once, revoked. */
export function Tokens() {
  const list = useLoad(() => ask(api.GET('/api/v1/me/tokens')))
  const making = useSignal(false)
  const made = useSignal<Token | undefined>(undefined)
  const problem = useSignal<unknown>(undefined)
  const items = list.data?.items
  const revoke = async (id: string) => {
    problem.value = undefined
    try {
      await ask(api.DELETE('/api/v1/me/tokens/{id}', { params: { path: { id } } }))
      if (made.value?.id === id) made.value = undefined
      toast(own.tokens.revoked)
      list.reload()
    } catch (error) {
      problem.value = error
    }
  }
  const done = (token: Token) => {
    made.value = token
    making.value = false
    list.reload()
  }
  return (
    <section class="section stack">
      <h2>{own.tokens.title}</h2>
      <p class="soft">{own.tokens.text}</p>
      <ErrorNote error={list.error ?? problem.value} onRetry={list.reload} />
      {items?.length === 0 && <p>{own.tokens.none}</p>}
      <ul class="stack">
        {items?.map((one) => (
          <li key={one.id} class="card row spread">
            <div>
              <p class="strong">
                <bdi>{one.name}</bdi>
              </p>
              <p class="soft small">
                {own.tokens.scopes[one.scope as 'read' | 'write']} · {own.tokens.until} <When iso={one.expires_at} />
              </p>
            </div>
            <Button look="ghost" aria-label={own.tokens.revoke_named(one.name)} onClick={() => revoke(one.id)}>
              {own.tokens.revoke}
            </Button>
          </li>
        ))}
      </ul>
      {made.value?.text && <Once text={made.value.text} />}
      {making.value ? (
        <Make onDone={done} onClose={() => (making.value = false)} />
      ) : (
        <Button icon="plus" block onClick={() => (making.value = true)}>
          {own.tokens.make}
        </Button>
      )}
    </section>
  )
}

function Once({ text }: { text: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    toast(own.tokens.copied)
  }
  return (
    <Note look="good" icon="key">
      <p>{own.tokens.once}</p>
      <code class="token" dir="ltr">
        {text}
      </code>
      <Button icon="copy" onClick={copy}>
        {own.tokens.copy}
      </Button>
    </Note>
  )
}

const day = 24 * 60 * 60 * 1000

function Make({ onDone, onClose }: { onDone: (token: Token) => void; onClose: () => void }) {
  const name = useSignal('')
  const scope = useSignal('read')
  const days = useSignal('30')
  const wrong = useSignal('')
  const problem = useSignal<unknown>(undefined)
  const busy = useSignal(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    wrong.value = name.value.trim() ? '' : t.field.fill
    if (wrong.value) return
    busy.value = true
    problem.value = undefined
    const expires_at = new Date(Date.now() + Number(days.value) * day).toISOString()
    const body = { name: name.value.trim(), scope: scope.value as 'read' | 'write', expires_at }
    try {
      onDone(await withProof(() => ask(api.POST('/api/v1/me/tokens', { body }))))
    } catch (error) {
      if (error instanceof Problem && error.fields.name) wrong.value = problemText(error)
      else problem.value = error
    }
    busy.value = false
  }
  const scopes = Object.entries(own.tokens.scopes).map(([value, label]) => ({ value, label }))
  const lives = ['7', '30', '90', '365'].map((value) => ({ value, label: own.tokens.days(Number(value)) }))
  return (
    <form class="card stack" noValidate onSubmit={submit}>
      <TextField
        label={own.tokens.name}
        maxLength={60}
        value={name.value}
        error={wrong.value}
        onValue={(text) => (name.value = text)}
      />
      <Choice
        label={own.tokens.scope}
        options={scopes}
        grid
        value={scope.value}
        onValue={(value) => (scope.value = value)}
      />
      <Select label={own.tokens.life} options={lives} value={days.value} onValue={(value) => (days.value = value)} />
      <ErrorNote error={problem.value} />
      <Button type="submit" look="primary" block busy={busy.value}>
        {own.tokens.make}
      </Button>
      <Button look="plain" block onClick={onClose}>
        {t.act.cancel}
      </Button>
    </form>
  )
}
