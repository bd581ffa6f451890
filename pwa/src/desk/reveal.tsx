import { useSignal } from '@preact/signals'
import { api, ask, type components } from '../api'
import type { Report } from '../report/types'
import { Button } from '../ui/button'
import { ErrorNote, Note } from '../ui/empty'
import { Sheet } from '../ui/sheet'
import { t } from '../words'
import { say } from '../words/resident'
import { staff } from '../words/staff'

/** Who wrote a report. A name that is not public is read by an act that is logged, after a warning. */
export function Author({ report }: { report: Report }) {
  const open = useSignal(false)
  const busy = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  const contact = useSignal<components['schemas']['Contact'] | undefined>(undefined)
  const read = async () => {
    busy.value = true
    problem.value = undefined
    try {
      contact.value = await ask(api.POST('/api/v1/reports/{id}/author', { params: { path: { id: report.id } } }))
      open.value = false
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  const name = contact.value?.name ?? report.author?.name
  return (
    <div class="row">
      <span>
        <bdi>{name ?? say.page.anonymous}</bdi>
        {contact.value?.email && (
          <>
            {' · '}
            <a href={`mailto:${contact.value.email}`} dir="ltr">
              {contact.value.email}
            </a>
          </>
        )}
      </span>
      {!contact.value && !report.author && report.viewer?.can.includes('reveal') && (
        <Button look="plain" icon="eye" onClick={() => (open.value = true)}>
          {staff.act.reveal}
        </Button>
      )}
      <Sheet open={open.value} title={staff.act.reveal} onClose={() => (open.value = false)}>
        <div class="stack">
          <Note icon="shield">
            <p>{staff.act.reveal_warn}</p>
          </Note>
          <ErrorNote error={problem.value} />
          <Button look="primary" icon="eye" block busy={busy.value} onClick={read}>
            {staff.act.reveal_yes}
          </Button>
          <Button look="plain" block onClick={() => (open.value = false)}>
            {t.act.cancel}
          </Button>
        </div>
      </Sheet>
    </div>
  )
}
