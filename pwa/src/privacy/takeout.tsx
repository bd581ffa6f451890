// A copy of everything: asked for, watched while it is put together, and fetched.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { withProof } from '../account/proof'
import { api, ask, type components, Problem, problemText } from '../api'
import { Button } from '../ui/button'
import { Note } from '../ui/empty'
import { announce, toast } from '../ui/toast'
import { date, number } from '../words'
import { own } from './words'

type State = components['schemas']['Takeout']

const look = 1500 // ms between two looks at the progress
const file = '/api/v1/me/takeout/file'

export function Takeout({ first }: { first: State | null }) {
  const now = useSignal(first)
  const busy = useSignal(false)
  const making = now.value?.state === 'making'
  useEffect(() => {
    if (!making) return
    const timer = setInterval(() => void again(), look)
    return () => clearInterval(timer)
  }, [making])
  const again = async () => {
    try {
      now.value = await ask(api.GET('/api/v1/me/takeout'))
      if (now.value.state === 'ready') announce(readyText(now.value))
    } catch {
      // The line is down: the next look tells.
    }
  }
  const press = async (run: () => Promise<unknown>) => {
    busy.value = true
    try {
      await run()
    } catch (error) {
      toast(problemText(error))
    }
    busy.value = false
  }
  const start = () => press(async () => (now.value = await withProof(() => ask(api.POST('/api/v1/me/takeout')))))
  return (
    <section class="section">
      <h2>{own.takeout.title}</h2>
      <div class="card stack">
        <p>{own.takeout.text}</p>
        <Standing state={now.value} />
        {now.value?.state === 'ready' && (
          <Button look="primary" icon="down" block busy={busy.value} onClick={() => press(fetchFile)}>
            {own.takeout.fetch(sizeText(now.value.size))}
          </Button>
        )}
        {!making && (
          <Button
            look={now.value?.state === 'ready' ? 'ghost' : 'plain'}
            icon="copy"
            block
            busy={busy.value}
            onClick={start}
          >
            {now.value?.state === 'ready' ? own.takeout.again : own.takeout.ask}
          </Button>
        )}
      </div>
    </section>
  )
}

function Standing({ state }: { state: State | null }) {
  if (state?.state === 'making') {
    return (
      <label class="stack">
        <span>{own.takeout.making}</span>
        <progress max={100} value={state.progress} aria-label={own.takeout.progress} />
      </label>
    )
  }
  if (state?.state === 'ready')
    return (
      <Note look="good" icon="check">
        {readyText(state)}
      </Note>
    )
  if (state?.state === 'failed') return <Note look="error">{own.takeout.failed}</Note>
  return null
}

const readyText = (state: State) => own.takeout.ready(date(state.expires_at ?? ''))

const sizeText = (bytes: number) =>
  bytes < 1_000_000
    ? `${number(Math.max(1, Math.round(bytes / 1000)))} kB`
    : `${number(Math.round(bytes / 1e5) / 10)} MB`

/** Asks first whether the file would be given, so that the browser never saves a refusal under its name. */
async function fetchFile(): Promise<void> {
  await withProof(async () => {
    const answer = await fetch(file, { method: 'HEAD' })
    if (answer.status === 403) throw new Problem(403, 'auth.fresh_needed')
    if (!answer.ok) throw new Problem(answer.status, `http_${answer.status}`)
  })
  const link = document.createElement('a')
  link.href = file
  link.download = ''
  link.click()
}
