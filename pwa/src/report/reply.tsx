import { useSignal } from '@preact/signals'
import { enqueue, waitingFor } from '../outbox'
import { answerQuestion } from '../outbox/command'
import { type Taken, TakePhotos } from '../photo/take'
import { Button } from '../ui/button'
import { Note } from '../ui/empty'
import { TextArea } from '../ui/field'
import { toast } from '../ui/toast'
import { t } from '../words'
import { say } from '../words/resident'
import type { Report } from './types'

/** The authority's question to the author, and the place to answer it. */
export function ReplyBox({ report, title }: { report: Report; title: string }) {
  const words = useSignal('')
  const photos = useSignal<Taken[]>([])
  const wrong = useSignal('')
  const busy = useSignal(false)
  if (waitingFor(report.id).some((command) => command.kind === 'answer_question')) {
    return (
      <Note icon="clock">
        <p>{say.page.waiting}</p>
      </Note>
    )
  }
  if (!report.viewer?.can.includes('reply')) return null
  const question = report.updates.findLast((update) => update.kind === 'ask')
  const send = async () => {
    const text = words.value.trim()
    wrong.value = text || photos.value.length > 0 ? '' : t.field.fill
    if (wrong.value) return
    busy.value = true
    await enqueue(answerQuestion(report.id, text, photos.value, title))
    busy.value = false
    toast(say.reply.sent)
  }
  return (
    <section class="card ask">
      <div class="stack">
        <h2>{say.reply.title}</h2>
        {question?.text && (
          <blockquote class="said official" lang={question.lang || undefined} dir="auto">
            {question.text}
          </blockquote>
        )}
        <TextArea
          label={say.reply.label}
          maxLength={4000}
          value={words.value}
          error={wrong.value}
          onValue={(text) => (words.value = text)}
        />
        <TakePhotos photos={photos.value} most={3} onPhotos={(now) => (photos.value = now)} />
        <Button look="primary" icon="send" block busy={busy.value} onClick={send}>
          {t.act.send}
        </Button>
      </div>
    </section>
  )
}
