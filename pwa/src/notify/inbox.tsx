// What the city answered to what one follows.
import { api, ask } from '../api'
import { enqueue } from '../outbox'
import { markRead } from '../outbox/changes'
import { usePages } from '../pages'
import { Bones } from '../report/card'
import { href } from '../route'
import { me } from '../session'
import { Button, IconButton } from '../ui/button'
import { Empty, ErrorNote } from '../ui/empty'
import { Icon, type IconName } from '../ui/icon'
import { Page } from '../ui/page'
import { Ago } from '../ui/time'
import { date, t } from '../words'
import { say } from '../words/resident'
import { grouped, type Notification } from './group'
import { PushCard } from './push_card'
import './inbox.css'

export default function Inbox() {
  const person = me.value
  return (
    <Page title={t.title.inbox} back="/me">
      {person === null && (
        <Empty icon="bell" text={say.inbox.sign_in} action={{ label: t.act.sign_in, href: signInHere() }} />
      )}
      {person && <List key={person.id} />}
      {person === undefined && <Bones />}
    </Page>
  )
}

const signInHere = () => `${href('/sign-in')}?next=${encodeURIComponent(href('/inbox'))}`

function List() {
  const pages = usePages((after) => ask(api.GET('/api/v1/notifications', { params: { query: { after, limit: 30 } } })))
  const items = pages.data?.items
  const unread = items?.filter((one) => !one.read_at) ?? []
  const read = async (ids?: string[]) => {
    const now = new Date().toISOString()
    pages.set({
      ...pages.data,
      items: (items ?? []).map((one) => (ids && !ids.includes(one.id) ? one : { ...one, read_at: one.read_at ?? now })),
    })
    if (me.value) me.value = { ...me.value, unread: ids ? Math.max(0, me.value.unread - ids.length) : 0 }
    await enqueue(markRead(ids))
  }
  return (
    <div class="stack">
      <ErrorNote error={pages.error} onRetry={pages.reload} />
      {!items && !pages.error && <Bones />}
      {items?.length === 0 && (
        <Empty
          icon="bell"
          title={say.inbox.none}
          text={say.inbox.none_text}
          action={{ label: say.inbox.follow, href: href('/reports') }}
        />
      )}
      {!!items?.length && <PushCard />}
      {!!items?.length && (
        <div class="row spread">
          <p class="soft" role="status">
            {unread.length > 0 ? say.inbox.fresh(Math.max(unread.length, me.value?.unread ?? 0)) : say.inbox.all_read}
          </p>
          {unread.length > 0 && (
            <Button look="ghost" icon="check" onClick={() => read()}>
              {say.inbox.read_all}
            </Button>
          )}
        </div>
      )}
      {grouped(items ?? [], (iso) => date(iso, 'long')).map((day) => (
        <section key={day.day} class="stack day">
          <h2>{dayName(day.day)}</h2>
          <ul class="stack">
            {day.about.map(({ subject, items }) => (
              <li key={subject} class="card news">
                {items.map((one) => (
                  <Line key={one.id} one={one} onRead={() => void read([one.id])} />
                ))}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {pages.more && (
        <Button block busy={pages.loadingMore} onClick={pages.more}>
          {t.act.more}
        </Button>
      )}
      <ErrorNote error={pages.moreError} onRetry={pages.more} />
    </div>
  )
}

/** Today and yesterday by their names, other days by their dates. */
function dayName(day: string): string {
  const of = (before: number) => date(new Date(Date.now() - before).toISOString(), 'long')
  if (day === of(0)) return say.inbox.today
  return day === of(86_400_000) ? say.inbox.yesterday : day
}

const pictures: Record<string, IconName> = {
  status: 'tools',
  answer: 'send',
  ask: 'info',
  confirmation_asked: 'check',
  duplicate: 'copy',
  contested: 'alert',
  hidden: 'hide',
  restored: 'eye',
  handed_over: 'next',
}

// Names inside a notice are isolated; unlike dir="auto", plaintext looks past them for the direction of the whole.
const ownWay = { unicodeBidi: 'plaintext' } as const

function Line({ one, onRead }: { one: Notification; onRead: () => void }) {
  const fresh = !one.read_at
  return (
    <div class={fresh ? 'line unread' : 'line'}>
      <a href={one.path} onClick={() => fresh && onRead()}>
        <Icon name={pictures[one.kind] ?? 'bell'} />
        <div class="grow">
          <p class={fresh ? 'strong' : undefined} style={ownWay}>
            {fresh && <span class="hush">{say.inbox.unread} : </span>}
            {one.title}
          </p>
          <p class="soft small clip" style={ownWay}>
            {one.body}
          </p>
          <p class="soft small">
            <Ago iso={one.at} />
          </p>
        </div>
      </a>
      {fresh && <IconButton icon="check" label={say.inbox.read_one} onClick={onRead} />}
    </div>
  )
}
