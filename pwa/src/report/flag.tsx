import { useSignal } from '@preact/signals'
import { enqueue } from '../outbox'
import { flag } from '../outbox/command'
import { go } from '../route'
import { me } from '../session'
import { Button } from '../ui/button'
import { Choice } from '../ui/choice'
import { TextArea } from '../ui/field'
import { Sheet } from '../ui/sheet'
import { toast } from '../ui/toast'
import { t } from '../words'
import { say } from '../words/resident'

interface FlagProps {
  open: boolean
  report: string
  title: string
  onClose: () => void
}

/** "What is wrong?": a complaint to the moderators about what a report says or shows. */
export function FlagSheet({ open, report, title, onClose }: FlagProps) {
  const reason = useSignal<string | undefined>(undefined)
  const words = useSignal('')
  const tried = useSignal(false)
  const options = Object.entries(say.flag.reasons).map(([value, label]) => ({ value, label }))
  const needsWords = reason.value === 'other'
  const send = async () => {
    tried.value = true
    if (!reason.value || (needsWords && !words.value.trim())) return
    await enqueue(flag(report, { reason: reason.value, words: words.value.trim() || undefined }, title))
    toast(say.flag.thanks)
    onClose()
    if (me.value === null) void go(`/sign-in?next=${encodeURIComponent(location.pathname)}`)
  }
  return (
    <Sheet open={open} title={say.flag.title} onClose={onClose}>
      <div class="stack">
        <p class="soft">{say.flag.text}</p>
        <Choice
          label={say.flag.title}
          quiet
          options={options}
          value={reason.value}
          error={tried.value && !reason.value ? say.flag.choose : undefined}
          onValue={(value) => (reason.value = value)}
        />
        {reason.value && (
          <TextArea
            label={say.flag.words}
            optional={!needsWords}
            maxLength={1000}
            error={tried.value && needsWords && !words.value.trim() ? t.field.fill : undefined}
            value={words.value}
            onValue={(text) => (words.value = text)}
          />
        )}
        <Button look="primary" icon="flag" block onClick={send}>
          {say.flag.send}
        </Button>
      </div>
    </Sheet>
  )
}
