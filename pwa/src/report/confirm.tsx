import { useSignal } from '@preact/signals'
import { enqueue, waitingFor } from '../outbox'
import { confirm } from '../outbox/command'
import { type Taken, TakePhotos } from '../photo/take'
import { Button } from '../ui/button'
import { Note } from '../ui/empty'
import { TextArea } from '../ui/field'
import { toast } from '../ui/toast'
import { t } from '../words'
import { say } from '../words/resident'
import type { Report } from './types'

/** Asks the author and supporters whether it is true that it is mended; the answer goes through the outbox. */
export function ConfirmBox({ report, title }: { report: Report; title: string }) {
  const answer = useSignal<boolean | undefined>(undefined)
  const words = useSignal('')
  const photos = useSignal<Taken[]>([])
  const busy = useSignal(false)
  const again = useSignal(false)
  const waits = waitingFor(report.id).find((command) => command.kind === 'confirm')
  const said = waits ? (waits.body as { resolved: boolean }).resolved : report.viewer?.confirmed
  const can = report.viewer?.can.includes('confirm')
  if (said !== undefined && said !== null && !again.value) {
    return (
      <Note look={said ? 'good' : 'calm'} icon={said ? 'check' : 'alert'}>
        <p>{said ? say.confirm.said_yes : say.confirm.said_no}</p>
        {waits && <p class="small">{say.page.waiting}</p>}
        {can && !waits && (
          <div>
            <Button look="ghost" onClick={() => (again.value = true)}>
              {t.act.edit}
            </Button>
          </div>
        )}
      </Note>
    )
  }
  if (!can) return null
  const send = async (resolved: boolean) => {
    busy.value = true
    await enqueue(confirm(report.id, { resolved, words: words.value.trim() || undefined }, photos.value[0], title))
    busy.value = false
    again.value = false
    toast(say.confirm.thanks)
  }
  return (
    <section class="card ask">
      <div class="stack">
        <h2>{say.confirm.title}</h2>
        <p>{say.confirm.text}</p>
        <div class="row halves">
          <Button
            look="primary"
            icon="check"
            aria-pressed={answer.value === true}
            onClick={() => (answer.value = true)}
          >
            {say.confirm.yes}
          </Button>
          <Button icon="close" aria-pressed={answer.value === false} onClick={() => (answer.value = false)}>
            {say.confirm.no}
          </Button>
        </div>
        {answer.value !== undefined && (
          <>
            <TextArea
              label={say.confirm.words}
              optional
              maxLength={1000}
              value={words.value}
              onValue={(text) => (words.value = text)}
            />
            <TakePhotos photos={photos.value} most={1} onPhotos={(now) => (photos.value = now)} />
            <Button look="primary" icon="send" block busy={busy.value} onClick={() => send(answer.value === true)}>
              {t.act.send}
            </Button>
          </>
        )}
      </div>
    </section>
  )
}
