import { useSignal } from '@preact/signals'
import { api, ask, type components } from '../api'
import { useLoad } from '../load'
import { setMe } from '../session'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { Skeleton } from '../ui/spinner'
import { Ago } from '../ui/time'
import { toast } from '../ui/toast'
import { own } from './words'

type Open = components['schemas']['OpenSession']

/** The browsers and scripts that one is signed in with; each can be ended from here. */
export function Sessions() {
  const list = useLoad(() => ask(api.GET('/api/v1/me/sessions')))
  const busy = useSignal('')
  const problem = useSignal<unknown>(undefined)
  const act = async (which: string, run: () => Promise<unknown>, done: string) => {
    busy.value = which
    problem.value = undefined
    try {
      await run()
      toast(done)
      list.reload()
    } catch (error) {
      problem.value = error
    }
    busy.value = ''
  }
  const end = (id: string) =>
    act(id, () => ask(api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id } } })), own.sessions.ended)
  const others = () =>
    act('others', async () => setMe((await ask(api.DELETE('/api/v1/me/sessions'))).me), own.sessions.others_done)
  const items = list.data?.items
  return (
    <section class="section stack">
      <h2>{own.sessions.title}</h2>
      <p class="soft">{own.sessions.text}</p>
      <ErrorNote error={list.error ?? problem.value} onRetry={list.reload} />
      {!items && !list.error && <Skeleton height="4rem" />}
      <ul class="stack">
        {items?.map((one) => (
          <li key={one.id}>
            <Line one={one} busy={busy.value === one.id} onEnd={() => end(one.id)} />
          </li>
        ))}
      </ul>
      {!!items && items.length > 1 && (
        <Button look="plain" icon="leave" block busy={busy.value === 'others'} onClick={others}>
          {own.sessions.others}
        </Button>
      )}
    </section>
  )
}

function Line({ one, busy, onEnd }: { one: Open; busy: boolean; onEnd: () => void }) {
  const { browser, system } = one.device
  const name = [browser, system].filter(Boolean).join(' · ') || own.sessions.unknown
  return (
    <article class="card stack tight">
      <div class="row spread">
        <bdi class="strong">{name}</bdi>
        {one.current ? (
          <Badge look="accent" icon="check">
            {own.sessions.current}
          </Badge>
        ) : (
          <Button look="ghost" busy={busy} aria-label={own.sessions.end_named(name)} onClick={onEnd}>
            {own.sessions.end}
          </Button>
        )}
      </div>
      <p class="soft small">
        {(own.sessions.by as Record<string, string>)[one.by]} · {own.sessions.seen} <Ago iso={one.seen_at} />
      </p>
    </article>
  )
}
