// The way out: what shall become of one's words, seven days to change one's mind, and a button that takes it all back.
import { useSignal } from '@preact/signals'
import { withProof } from '../account/proof'
import { api, ask, type components, Problem, problemText } from '../api'
import { loadMe } from '../session'
import { Button } from '../ui/button'
import { Choice } from '../ui/choice'
import { Note } from '../ui/empty'
import { Sheet } from '../ui/sheet'
import { toast } from '../ui/toast'
import { date, t } from '../words'
import { own } from './words'

type Erasure = components['schemas']['Erasure']

interface EraseProps {
  erasure: Erasure | null
  onChange: () => void
}

export function Erase({ erasure, onChange }: EraseProps) {
  const changed = () => {
    void loadMe()
    onChange()
  }
  return (
    <section class="section">
      <h2>{own.erase.title}</h2>
      {erasure ? <Waiting erasure={erasure} onChange={changed} /> : <Ask onChange={changed} />}
    </section>
  )
}

function Ask({ onChange }: { onChange: () => void }) {
  const what = useSignal('keep')
  const sure = useSignal(false)
  const busy = useSignal(false)
  const erase = async () => {
    busy.value = true
    sure.value = false
    try {
      await withProof(() => ask(api.POST('/api/v1/me/erasure', { body: { keep: what.value === 'keep' } })))
      onChange()
    } catch (error) {
      toast(error instanceof Problem && error.code === 'grant.last_admin' ? own.erase.last_admin : problemText(error))
    }
    busy.value = false
  }
  const options = [
    { value: 'keep', label: own.erase.keep, hint: own.erase.keep_hint },
    { value: 'all', label: own.erase.all, hint: own.erase.all_hint },
  ]
  return (
    <div class="card stack">
      <p>{own.erase.text}</p>
      <Choice label={own.erase.choice} options={options} value={what.value} onValue={(value) => (what.value = value)} />
      <Button look="danger" block busy={busy.value} onClick={() => (sure.value = true)}>
        {own.erase.ask}
      </Button>
      <Sheet open={sure.value} title={own.erase.sure} onClose={() => (sure.value = false)}>
        <div class="stack">
          <p>{what.value === 'keep' ? own.erase.kept : own.erase.gone}</p>
          <p>{own.erase.sure_text}</p>
          <Button look="danger" block onClick={erase}>
            {own.erase.yes}
          </Button>
          <Button look="plain" block onClick={() => (sure.value = false)}>
            {t.act.cancel}
          </Button>
        </div>
      </Sheet>
    </div>
  )
}

function Waiting({ erasure, onChange }: { erasure: Erasure; onChange: () => void }) {
  const busy = useSignal(false)
  const cancel = async () => {
    busy.value = true
    try {
      await ask(api.DELETE('/api/v1/me/erasure'))
      toast(own.erase.cancelled)
      onChange()
    } catch (error) {
      toast(problemText(error))
    }
    busy.value = false
  }
  if (erasure.stage !== 'waiting') return <Note icon="clock">{own.erase.working}</Note>
  const days = Math.max(1, Math.ceil((new Date(erasure.due_at).getTime() - Date.now()) / 86_400_000))
  return (
    <div class="card stack">
      <Note look="error" icon="clock">
        <p class="strong">{own.erase.waiting(date(erasure.due_at, 'time'))}</p>
        <p>{own.erase.left(own.erase.days(days))}</p>
        <p>{erasure.keep ? own.erase.kept : own.erase.gone}</p>
      </Note>
      <Button look="primary" icon="undo" block busy={busy.value} onClick={cancel}>
        {own.erase.cancel}
      </Button>
    </div>
  )
}
