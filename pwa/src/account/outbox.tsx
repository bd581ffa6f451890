import { useSignal } from '@preact/signals'
import { type Command, discard, retry, sending, sendNow, waiting } from '../outbox'
import { go } from '../route'
import { me } from '../session'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Note } from '../ui/empty'
import { Sheet } from '../ui/sheet'
import { Ago } from '../ui/time'
import { t } from '../words'
import { say } from '../words/resident'

/** What the person did and the city does not know yet: what, why it waits, send now, mend, drop. */
export function Outbox() {
  const list = waiting.value
  if (list.length === 0) return <p class="soft">{say.me.outbox_none}</p>
  return (
    <div class="stack">
      <p class="soft small">{say.me.outbox_text}</p>
      {me.value === null && (
        <Note icon="key">
          <p>{t.outbox.sign_in}</p>
        </Note>
      )}
      <ul class="stack">
        {list.map((command) => (
          <li key={command.id}>
            <Line command={command} />
          </li>
        ))}
      </ul>
      {me.value && (
        <Button look="primary" icon="send" block busy={sending.value} onClick={() => sendNow(true)}>
          {t.act.send_now}
        </Button>
      )}
    </div>
  )
}

function Line({ command }: { command: Command }) {
  const asking = useSignal(false)
  const { kind, title, state, nextAt, refusal } = command
  return (
    <div class="card stack tight">
      <div class="row spread">
        <strong>{t.outbox.kind[kind]}</strong>
        <Badge look={state === 'parked' ? 'alert' : 'quiet'} icon={state === 'parked' ? 'alert' : 'clock'}>
          {state === 'parked' ? t.outbox.parked : sending.value ? t.outbox.sending : t.outbox.waiting}
        </Badge>
      </div>
      {title && (
        <p class="clip" dir="auto">
          {title}
        </p>
      )}
      <p class="soft small">
        <Ago iso={new Date(command.createdAt).toISOString()} />
        {state === 'waiting' && nextAt > Date.now() && (
          <>
            {' · '}
            {t.outbox.retry_at} <Ago iso={new Date(nextAt).toISOString()} />
          </>
        )}
      </p>
      {refusal && <p class="wrong">{refusal.detail || t.problem.other}</p>}
      <div class="row">
        {state === 'parked' && kind === 'submit_report' && (
          <Button icon="edit" onClick={() => go(`/reports/new?draft=${command.subject}&step=sent`)}>
            {say.wizard.mend}
          </Button>
        )}
        {state === 'parked' && <Button onClick={() => retry(command.id)}>{t.act.retry}</Button>}
        <Button look="ghost" icon="trash" onClick={() => (asking.value = true)}>
          {t.act.discard}
        </Button>
      </div>
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
