import { useSignal } from '@preact/signals'
import { Problem } from '../api'
import { editReport } from '../outbox/changes'
import { deliver } from '../outbox/deliver'
import { Button } from '../ui/button'
import { ManyChoice } from '../ui/choice'
import { ErrorNote } from '../ui/empty'
import { Select, TextArea, TextField } from '../ui/field'
import { Sheet } from '../ui/sheet'
import { toast } from '../ui/toast'
import { t } from '../words'
import { say } from '../words/resident'
import { choices } from './filters'
import type { Report } from './types'

interface EditProps {
  open: boolean
  report: Report
  onClose: () => void
}

/** Changes one's own report while nobody has taken it up. */
export function EditSheet({ open, report, onClose }: EditProps) {
  const words = useSignal(report.description)
  const address = useSignal(report.address ?? '')
  const category = useSignal(report.category)
  const anonymous = useSignal(report.anonymous)
  const problem = useSignal<unknown>(undefined)
  const busy = useSignal(false)
  const fields = problem.value instanceof Problem ? problem.value.fields : {}
  const save = async () => {
    busy.value = true
    try {
      const change = {
        description: words.value,
        address: address.value,
        category: category.value,
        anonymous: anonymous.value,
        // The questions belong to the category: another one asks others.
        ...(category.value === report.category ? {} : { answers: {} }),
      }
      const outcome = await deliver(editReport(report.id, report.rev, change, [], report.title))
      problem.value = undefined
      toast(outcome === 'sent' ? say.page.saved : t.outbox.kept)
      onClose()
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  return (
    <Sheet open={open} title={t.act.edit} onClose={onClose}>
      <div class="stack">
        <ErrorNote error={problem.value} />
        <TextArea
          label={say.wizard.words}
          maxLength={4000}
          value={words.value}
          error={fields.description}
          onValue={(text) => (words.value = text)}
        />
        <Select
          label={say.wizard.category}
          value={category.value}
          options={choices().categories}
          error={fields.category}
          onValue={(code) => (category.value = code)}
        />
        <TextField
          label={say.wizard.address}
          optional
          maxLength={200}
          value={address.value}
          error={fields.address}
          onValue={(text) => (address.value = text)}
        />
        <ManyChoice
          label={say.wizard.anonymous}
          quiet
          options={[{ value: 'yes', label: say.wizard.anonymous, hint: say.wizard.anonymous_text }]}
          value={anonymous.value ? ['yes'] : []}
          onValue={(now) => (anonymous.value = now.length > 0)}
        />
        <Button look="primary" block busy={busy.value} onClick={save}>
          {t.act.save}
        </Button>
      </div>
    </Sheet>
  )
}
