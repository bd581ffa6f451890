import { useSignal } from '@preact/signals'
import { api, ask, type components, problemText } from '../api'
import { useLoad } from '../load'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { TextField } from '../ui/field'
import { Sheet } from '../ui/sheet'
import { Skeleton } from '../ui/spinner'
import { Ago } from '../ui/time'
import { toast } from '../ui/toast'
import { t } from '../words'
import { create, possible } from './passkey'
import { withProof } from './proof'
import { own } from './words'

type Passkey = components['schemas']['Passkey']

/** One's passkeys: to make, name and remove. */
export function Keys() {
  const list = useLoad(() => ask(api.GET('/api/v1/me/passkeys')))
  const busy = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  const make = async () => {
    busy.value = true
    problem.value = undefined
    try {
      if (await withProof(create)) {
        toast(own.offer.made)
        list.reload()
      }
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  const items = list.data?.items
  return (
    <section class="section stack">
      <h2>{own.keys.title}</h2>
      <p class="soft">{own.keys.text}</p>
      <ErrorNote error={list.error} onRetry={list.reload} />
      {!items && !list.error && <Skeleton height="4rem" />}
      {items?.length === 0 && <p>{own.keys.none}</p>}
      {!!items?.length && (
        <ul class="stack">
          {items.map((key) => (
            <li key={key.id}>
              <Key item={key} onChange={list.reload} />
            </li>
          ))}
        </ul>
      )}
      <ErrorNote error={problem.value} />
      {possible() ? (
        <Button icon="plus" block busy={busy.value} onClick={make}>
          {own.keys.make}
        </Button>
      ) : (
        <p class="soft small">{own.keys.impossible}</p>
      )}
    </section>
  )
}

function Key({ item, onChange }: { item: Passkey; onChange: () => void }) {
  const open = useSignal<'' | 'name' | 'remove'>('')
  const close = () => (open.value = '')
  return (
    <article class="card stack tight">
      <p class="strong">
        <bdi>{item.name}</bdi>
      </p>
      <p class="soft small">
        {item.copied && `${own.keys.copied} · `}
        {item.syncs && `${own.keys.syncs} · `}
        {item.used_at ? own.keys.used : own.keys.never} {item.used_at && <Ago iso={item.used_at} />}
      </p>
      <div class="row">
        <Button look="ghost" icon="edit" onClick={() => (open.value = 'name')}>
          {own.keys.rename} <span class="hush">{item.name}</span>
        </Button>
        <Button look="ghost" icon="trash" onClick={() => (open.value = 'remove')}>
          {own.keys.remove} <span class="hush">{item.name}</span>
        </Button>
      </div>
      <Sheet open={open.value === 'name'} title={own.keys.rename} onClose={close}>
        <Rename item={item} onDone={() => [close(), onChange()]} />
      </Sheet>
      <Sheet open={open.value === 'remove'} title={own.keys.remove_ask(item.name)} onClose={close}>
        <Remove item={item} onDone={() => [close(), onChange()]} onClose={close} />
      </Sheet>
    </article>
  )
}

interface ChangeProps {
  item: Passkey
  onDone: () => void
}

function Rename({ item, onDone }: ChangeProps) {
  const name = useSignal(item.name)
  const wrong = useSignal('')
  const save = async (event: Event) => {
    event.preventDefault()
    try {
      const params = { path: { id: item.id } }
      await ask(api.PATCH('/api/v1/me/passkeys/{id}', { params, body: { name: name.value.trim() } }))
      onDone()
    } catch (error) {
      wrong.value = problemText(error)
    }
  }
  return (
    <form class="stack" noValidate onSubmit={save}>
      <TextField
        label={own.keys.name}
        maxLength={60}
        value={name.value}
        error={wrong.value}
        onValue={(text) => (name.value = text)}
      />
      <Button type="submit" look="primary" block>
        {t.act.save}
      </Button>
    </form>
  )
}

function Remove({ item, onDone, onClose }: ChangeProps & { onClose: () => void }) {
  const busy = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  const remove = async () => {
    busy.value = true
    try {
      const params = { path: { id: item.id } }
      await withProof(() => ask(api.DELETE('/api/v1/me/passkeys/{id}', { params })))
      toast(own.keys.removed)
      onDone()
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  return (
    <div class="stack">
      <p>{own.keys.remove_text}</p>
      <ErrorNote error={problem.value} />
      <Button look="danger" block busy={busy.value} onClick={remove}>
        {own.keys.remove}
      </Button>
      <Button look="plain" block onClick={onClose}>
        {t.act.cancel}
      </Button>
    </div>
  )
}
