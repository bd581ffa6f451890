// One's own page: who one is, what one did, what waits, and how the app should look and speak.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { api, ask, problemText } from '../api'
import { city } from '../city'
import { mayVerify } from '../counter/right'
import { InstallRow } from '../install/card'
import { leavePush } from '../notify/push'
import { PushSwitch } from '../notify/push_card'
import { refresh, waiting } from '../outbox'
import { clearOutbox } from '../outbox/acts'
import { preferences } from '../outbox/changes'
import { deliver } from '../outbox/deliver'
import { type Draft, leaveDrafts, listDrafts } from '../report/drafts'
import { DraftList } from '../report/steps/drafts'
import { href } from '../route'
import { hasRole, type Me, me, setMe } from '../session'
import { Button, LinkButton } from '../ui/button'
import { Choice } from '../ui/choice'
import { Note } from '../ui/empty'
import { TextField } from '../ui/field'
import { Icon, type IconName } from '../ui/icon'
import { Page } from '../ui/page'
import { Sheet } from '../ui/sheet'
import { Skeleton } from '../ui/spinner'
import { toast } from '../ui/toast'
import { date, number, t } from '../words'
import { say } from '../words/resident'
import { LangMenu, Languages } from './languages'
import { Outbox } from './outbox'
import { setTheme, type Theme, theme } from './theme'
import './account.css'

export default function MePage() {
  const person = me.value
  return (
    <Page title={t.title.me} actions={<LangMenu />}>
      {person === undefined && <Skeleton height="8rem" />}
      {person === null && <Guest />}
      {person?.erasure && <Leaving due={person.erasure.due_at} />}
      {person && <Who person={person} />}
      {person?.trust && <Limits trust={person.trust} />}
      {person && <Own person={person} />}
      <Waiting />
      <Settings person={person ?? null} />
    </Page>
  )
}

function Leaving({ due }: { due: string }) {
  return (
    <Note look="error" icon="clock">
      <p class="strong">{say.me.leaving(date(due))}</p>
      <a href={href('/me/data')}>{say.me.data}</a>
    </Note>
  )
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="section">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

function Guest() {
  return (
    <div class="card wash stack">
      <h2>{say.me.guest}</h2>
      <p>{say.me.guest_text}</p>
      <LinkButton look="primary" icon="key" href={href('/sign-in')} block>
        {t.act.sign_in}
      </LinkButton>
    </div>
  )
}

function Who({ person }: { person: Me }) {
  const name = useSignal(person.name)
  const busy = useSignal(false)
  const editing = useSignal(!person.name)
  const wrong = useSignal('')
  const save = async () => {
    busy.value = true
    try {
      const wanted = name.value.trim()
      const outcome = await deliver(preferences({ name: wanted }))
      setMe({ ...person, name: wanted })
      toast(outcome === 'sent' ? say.me.saved : t.outbox.kept)
      editing.value = false
      wrong.value = ''
    } catch (error) {
      wrong.value = problemText(error)
    }
    busy.value = false
  }
  const { email = '' } = person
  const at = email.indexOf('@')
  return (
    <div class="card stack">
      <div class="row">
        <span class="avatar" aria-hidden="true">
          {[...person.name][0] ?? '?'}
        </span>
        <div class="grow">
          <p class="strong">
            <bdi>{person.name}</bdi>
          </p>
          <p class="soft small">
            <bdi>
              {email.slice(0, at)}
              <wbr />
              {email.slice(at)}
            </bdi>
          </p>
        </div>
        <Button look="ghost" aria-expanded={editing.value} onClick={() => (editing.value = !editing.value)}>
          {t.act.edit}
        </Button>
      </div>
      {editing.value && (
        <>
          <TextField
            label={say.me.name}
            hint={say.me.name_hint}
            maxLength={80}
            autoComplete="nickname"
            value={name.value}
            error={wrong.value}
            onValue={(text) => (name.value = text)}
          />
          <Button look="primary" busy={busy.value} onClick={save}>
            {t.act.save}
          </Button>
        </>
      )}
    </div>
  )
}

/** What somebody can't do yet, or not for a while, and until when. */
function Limits({ trust }: { trust: NonNullable<Me['trust']> }) {
  if (trust.level === 'known') return null
  return (
    <Note>
      <p>{say.me.trust[trust.level](date(trust.until ?? ''), number(trust.per_hour ?? 0))}</p>
    </Note>
  )
}

function Own({ person }: { person: Me }) {
  const rows: ([string, IconName, string, number?] | false)[] = [
    hasRole('admin') && ['/admin', 'key', say.me.admin],
    !!city.value && mayVerify(person, city.value) && ['/counter', 'check', say.me.counter],
    hasRole('official') && ['/desk', 'inbox', t.title.desk],
    hasRole('moderator') && ['/moderation', 'shield', t.title.moderation],
    ['/inbox', 'bell', t.title.inbox, person.unread],
    ['/reports?author=me', 'flag', say.me.mine],
    ['/reports?supported=me', 'hand', say.me.supported],
    ['/reports?followed=me', 'eye', say.me.followed],
    ['/me/verify', 'pin', say.me.verify],
    ['/me/data', 'shield', say.me.data],
    ['/me/security', 'key', say.me.security],
  ]
  return (
    <ul class="links section">
      {rows
        .filter((row) => !!row)
        .map(([path, icon, label, count]) => (
          <li key={path}>
            <a href={href(path)}>
              <Icon name={icon} />
              <span class="grow">{label}</span>
              {!!count && <span class="pip">{number(count)}</span>}
              <Icon name="next" size={20} />
            </a>
          </li>
        ))}
    </ul>
  )
}

function Waiting() {
  const drafts = useSignal<Draft[]>([])
  useEffect(() => {
    void refresh()
      .then(() => listDrafts(new Set(waiting.value.map((command) => command.id))))
      .then((found) => (drafts.value = found))
  }, [waiting.value.length])
  return (
    <>
      {drafts.value.length > 0 && (
        <Section title={say.me.drafts}>
          <DraftList drafts={drafts.value} />
        </Section>
      )}
      <Section title={t.outbox.title}>
        <Outbox />
      </Section>
    </>
  )
}

function Settings({ person }: { person: Me | null }) {
  const look = useSignal<Theme>(theme())
  const options = Object.entries(say.me.themes).map(([value, label]) => ({ value, label }))
  return (
    <>
      {person && (
        <Section title={say.me.notify}>
          <PushSwitch />
        </Section>
      )}
      <Section title={say.me.settings}>
        <Languages />
        <Choice
          label={say.me.theme}
          options={options}
          grid
          value={look.value}
          onValue={(value) => {
            look.value = value as Theme
            setTheme(look.value)
          }}
        />
        <InstallRow />
        <LinkButton look="plain" icon="info" href={href('/about')} block>
          {t.title.about}
        </LinkButton>
        {person && <SignOut person={person} />}
      </Section>
    </>
  )
}

function SignOut({ person }: { person: Me }) {
  const asking = useSignal(false)
  const busy = useSignal(false)
  const leave = async () => {
    busy.value = true
    try {
      await leavePush()
      await ask(api.DELETE('/api/v1/auth/sessions/current'))
      await clearOutbox(person.id)
      await leaveDrafts(person.id)
      setMe(null)
    } catch {
      toast(say.me.offline_out)
    }
    asking.value = false
    busy.value = false
  }
  const start = () => {
    if (waiting.value.length > 0) asking.value = true
    else void leave()
  }
  return (
    <>
      <Button look="plain" icon="leave" block busy={busy.value} onClick={start}>
        {t.act.sign_out}
      </Button>
      <Sheet open={asking.value} title={t.act.sign_out} onClose={() => (asking.value = false)}>
        <div class="stack">
          <p>{t.outbox.leaving}</p>
          <p class="strong">{t.outbox.count(waiting.value.length)}</p>
          <Button look="danger" block busy={busy.value} onClick={leave}>
            {say.me.leave_anyway}
          </Button>
          <Button look="plain" block onClick={() => (asking.value = false)}>
            {t.act.cancel}
          </Button>
        </div>
      </Sheet>
    </>
  )
}
