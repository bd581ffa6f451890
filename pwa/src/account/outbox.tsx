import { useSignal } from '@preact/signals'
import { online } from '../online'
import { arrived, type Command, type Delivered, type Kind, sending, sendNow, waiting } from '../outbox'
import { discard, retry } from '../outbox/acts'
import { save } from '../outbox/export'
import { go, href } from '../route'
import { me } from '../session'
import { Badge } from '../ui/badge'
import { Button, IconButton, LinkButton } from '../ui/button'
import { Note } from '../ui/empty'
import { Icon, type IconName } from '../ui/icon'
import { Photo } from '../ui/photo'
import { Sheet } from '../ui/sheet'
import { Ago } from '../ui/time'
import { t } from '../words'
import { say } from '../words/resident'
import './outbox.css'

const icons: Record<Kind, IconName> = {
  submit_report: 'flag',
  support: 'hand',
  unsupport: 'hand',
  follow: 'eye',
  unfollow: 'eye',
  confirm: 'check',
  flag: 'shield',
  answer_question: 'send',
  edit_report: 'edit',
  withdraw: 'undo',
  mark_read: 'bell',
  preferences: 'person',
}

/** What the person did and the city does not know yet: what, why it waits, send now, mend, drop, take a copy. */
export function Outbox() {
  const list = waiting.value
  return (
    <div class="stack outbox">
      {list.length === 0 ? (
        <p class="soft">{arrived.value ? say.me.outbox_none : '…'}</p>
      ) : (
        <>
          <p class="soft small">{say.me.outbox_text}</p>
          {me.value === null && (
            <Note icon="key">
              <p>{t.outbox.sign_in}</p>
            </Note>
          )}
          <ul class="stack">
            {list.map((command, i) => (
              <li key={command.id}>
                <Line command={command} first={i === 0} />
              </li>
            ))}
          </ul>
          {me.value && (
            <Button look="primary" icon="send" block busy={sending.value} onClick={() => sendNow(true)}>
              {t.act.send_now}
            </Button>
          )}
          <Export list={list} />
        </>
      )}
      <Recent />
    </div>
  )
}

function Line({ command, first }: { command: Command; first: boolean }) {
  const { kind, title, state, refusal, photos, tries } = command
  const parked = state === 'parked'
  return (
    <article class="card stack tight" data-command={command.id}>
      <div class="row spread">
        <strong class="row">
          <Icon name={icons[kind]} size={20} />
          {say.outbox.kind[kind]}
        </strong>
        <Badge look={parked ? 'alert' : 'quiet'} icon={parked ? 'alert' : 'clock'}>
          {parked ? t.outbox.parked : sending.value && first ? t.outbox.sending : t.outbox.waiting}
        </Badge>
      </div>
      {title && (
        <p class="clip" dir="auto">
          {title}
        </p>
      )}
      {photos.length > 0 && (
        <ul class="row small-photos" aria-label={t.photo.count(photos.length)}>
          {photos.map(({ id, blob }) => (
            <li key={id}>
              <Photo photo={blob} alt="" ratio="1" />
            </li>
          ))}
        </ul>
      )}
      <p class="soft small">
        <Ago iso={new Date(command.createdAt).toISOString()} />
        {tries > 0 && ` · ${say.outbox.tries(tries)}`}
      </p>
      {parked ? (
        <p class="wrong">{refusal?.detail || say.outbox.why.parked}</p>
      ) : (
        <p class="small">
          <Why command={command} first={first} />
        </p>
      )}
      <Acts command={command} />
    </article>
  )
}

/** Why it has not gone yet, in one sentence. */
function Why({ command, first }: { command: Command; first: boolean }) {
  const { why } = say.outbox
  if (me.value === null || command.state === 'held') return <>{why.sign_in}</>
  if (!online.value) return <>{why.offline}</>
  if (sending.value) return <>{first ? why.now : why.turn}</>
  if (command.nextAt <= Date.now()) return <>{why.turn}</>
  return (
    <>
      {why.retry} <Ago iso={new Date(command.nextAt).toISOString()} />
    </>
  )
}

function Acts({ command }: { command: Command }) {
  const asking = useSignal(false)
  const { kind, state, subject, title } = command
  const own = kind === 'submit_report'
  const about = subject.length === 26 && !own
  return (
    <div class="row acts">
      {state === 'parked' && own && (
        <Button icon="edit" onClick={() => go(`/reports/new?draft=${subject}&step=sent`)}>
          {say.wizard.mend}
        </Button>
      )}
      {state === 'parked' && <Button onClick={() => retry(command.id)}>{t.act.retry}</Button>}
      {about && <LinkButton href={href(`/reports/${subject}`)}>{say.outbox.see}</LinkButton>}
      <IconButton
        icon="trash"
        label={`${t.act.discard} : ${title || say.outbox.kind[kind]}`}
        onClick={() => (asking.value = true)}
      />
      <Sheet open={asking.value} title={say.me.discard_sure} onClose={() => (asking.value = false)}>
        <div class="stack">
          <Button look="danger" icon="trash" block onClick={() => discard(command.id)}>
            {t.act.discard}
          </Button>
          <Button look="plain" block onClick={() => (asking.value = false)}>
            {t.act.cancel}
          </Button>
        </div>
      </Sheet>
    </div>
  )
}

function Export({ list }: { list: Command[] }) {
  const busy = useSignal(false)
  const run = async () => {
    busy.value = true
    await save(list).finally(() => (busy.value = false))
  }
  return (
    <div class="stack tight">
      <Button look="plain" icon="copy" block busy={busy.value} onClick={run}>
        {say.outbox.export}
      </Button>
      <p class="soft small">{say.outbox.export_text}</p>
    </div>
  )
}

const worthTelling: readonly Kind[] = ['submit_report', 'confirm', 'answer_question', 'edit_report', 'flag']

/** The last few that arrived, so that "sent" can be seen and not only believed. */
function Recent() {
  const list = (arrived.value ?? []).filter((one) => worthTelling.includes(one.kind)).slice(0, 3)
  if (list.length === 0) return null
  return (
    <section class="stack tight">
      <h3>{say.outbox.recent}</h3>
      <ul class="links">
        {list.map((one) => (
          <li key={one.id}>
            <Arrival one={one} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Arrival({ one }: { one: Delivered }) {
  return (
    <a href={href(`/reports/${one.subject}`)}>
      <Icon name="check" size={20} />
      <span class="grow">
        <span class="clip" dir="auto">
          {one.title || say.outbox.kind[one.kind]}
        </span>
        <span class="soft small">
          {say.outbox.kind[one.kind]} · <Ago iso={new Date(one.at).toISOString()} />
        </span>
      </span>
      <Icon name="next" size={20} />
    </a>
  )
}
