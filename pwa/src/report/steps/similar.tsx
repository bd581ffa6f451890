import { useSignal } from '@preact/signals'
import { api, ask } from '../../api'
import { useLoad } from '../../load'
import { enqueue } from '../../outbox'
import { support } from '../../outbox/command'
import { go } from '../../route'
import { me } from '../../session'
import { Button } from '../../ui/button'
import { Spinner } from '../../ui/spinner'
import { say } from '../../words/resident'
import { Bones, ReportCard } from '../card'
import { draft } from '../draft_state'
import { dropDraft } from '../drafts'
import type { Summary } from '../types'
import { openStep } from './onward'

/** Is it reported already? Nothing near, or no network: straight on. */
export function SimilarStep() {
  const { place, category, words } = draft.value
  const skipped = useSignal(false)
  const { data } = useLoad(async () => {
    try {
      const query = { lon: place?.lon ?? 0, lat: place?.lat ?? 0, category, text: words.slice(0, 900) }
      const found = await ask(api.GET('/api/v1/reports/similar', { params: { query } }))
      return found.items.filter((one) => !one.mine)
    } catch {
      return []
    }
  })
  if (data?.length === 0 && !skipped.value) {
    skipped.value = true
    openStep('review', 'replace')
  }
  if (!data || data.length === 0) {
    return (
      <>
        <p class="row" role="status">
          <Spinner /> {say.wizard.looking}
        </p>
        <Bones count={2} />
        <Button look="ghost" block onClick={() => openStep('review', 'replace')}>
          {say.wizard.none_of}
        </Button>
      </>
    )
  }
  return (
    <>
      <p class="soft">{say.wizard.similar_text}</p>
      <ul class="stack">
        {data.map((report) => (
          <li key={report.id} class="stack tight">
            <ReportCard report={report} level="h2" />
            <Button icon="hand" onClick={() => join(report)}>
              {say.wizard.it_is}
            </Button>
          </li>
        ))}
      </ul>
      <div class="onward">
        <Button look="primary" block onClick={() => openStep('review', 'replace')}>
          {say.wizard.none_of}
        </Button>
      </div>
    </>
  )
}

/** Supports the report that is there, instead of sending this one. */
async function join(report: Summary): Promise<void> {
  await enqueue(support(report.id, report.title))
  await dropDraft(draft.value.id)
  const page = `/reports/${report.id}`
  if (me.value === null) void go(`/sign-in?why=support&next=${encodeURIComponent(page)}`)
  else void go(page)
}
