import { useEffect } from 'preact/hooks'
import { arrived, sending, waiting } from '../../outbox'
import { retry } from '../../outbox/acts'
import { href } from '../../route'
import { me } from '../../session'
import { Button, LinkButton } from '../../ui/button'
import { Empty, Note } from '../../ui/empty'
import { Skeleton, Spinner } from '../../ui/spinner'
import { announce } from '../../ui/toast'
import { t } from '../../words'
import { say } from '../../words/resident'
import { change, draft, keepNow, refuse } from '../draft_state'
import { dropDraft } from '../drafts'
import { Later } from './later'
import { openStep } from './onward'
import { inCharge } from './review'

const pushCard = () => import('../../notify/push_card').then((found) => found.PushCard)

/** What became of it, honestly: sent, on its way, kept, or refused with the way to mend it. */
export function SentStep() {
  const now = draft.value
  const command = waiting.value.find((one) => one.id === now.id)
  // Only the city's own word makes it "sent": that nothing waits here may have other reasons.
  const sent = arrived.value?.some((one) => one.id === now.id)
  useEffect(() => {
    if (!sent) return
    announce(say.wizard.sent)
    void dropDraft(now.id)
  }, [sent])
  if (!sent && !command) return arrived.value ? <Unknown id={now.id} /> : <Skeleton height="16rem" />
  if (sent || !command) {
    return (
      <>
        <Empty icon="check" title={say.wizard.sent} text={say.wizard.sent_text(inCharge(now))} />
        <LinkButton look="primary" href={href(`/reports/${now.id}`)} block>
          {say.wizard.see}
        </LinkButton>
        <Later load={pushCard}>{(Card) => <Card sent />}</Later>
        <LinkButton look="plain" icon="plus" href={href('/reports/new')} block>
          {say.wizard.another}
        </LinkButton>
      </>
    )
  }
  if (command.state === 'parked')
    return <Refused detail={command.refusal?.detail ?? ''} fields={command.refusal?.fields ?? {}} />
  return (
    <>
      <Empty
        icon={sending.value ? 'send' : 'clock'}
        title={sending.value ? say.wizard.sending : say.wizard.kept}
        text={me.value === null ? say.wizard.kept_sign_in : say.wizard.kept_text}
      />
      {sending.value && (
        <p class="row centre" role="status">
          <Spinner /> {say.wizard.sending}
        </p>
      )}
      {me.value === null ? (
        <LinkButton look="primary" href={`${href('/sign-in')}?next=${encodeURIComponent(href('/me'))}`} block>
          {t.act.sign_in}
        </LinkButton>
      ) : (
        <Button icon="refresh" block onClick={() => retry(now.id)}>
          {t.act.send_now}
        </Button>
      )}
      <LinkButton look="plain" href={href('/')} block>
        {t.nav.home}
      </LinkButton>
    </>
  )
}

// Dropped here, or sent so long ago that the phone has forgotten.
function Unknown({ id }: { id: string }) {
  return (
    <>
      <Empty icon="info" title={say.outbox.unknown} />
      <LinkButton look="plain" href={href(`/reports/${id}`)} block>
        {say.outbox.see}
      </LinkButton>
      <LinkButton look="plain" href={href('/me')} block>
        {t.outbox.title}
      </LinkButton>
    </>
  )
}

function Refused({ detail, fields }: { detail: string; fields: Record<string, string> }) {
  const mend = async () => {
    change({ queued: false })
    await keepNow()
    openStep(refuse(fields) ?? 'review')
  }
  return (
    <>
      <Note look="error" icon="alert">
        <p class="strong">{say.wizard.refused}</p>
        <p>{detail}</p>
      </Note>
      <Button look="primary" icon="edit" block onClick={mend}>
        {say.wizard.mend}
      </Button>
    </>
  )
}
