import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, ask, type components } from '../api'
import { draw } from '../report/qr'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { own } from './words'
import './verify.css'

type Shown = components['schemas']['CounterCode']

/** A code to show at a counter, as digits and as a QR code; onBack looks again what is confirmed. */
export function Counter({ onBack }: { onBack: () => void }) {
  const shown = useSignal<Shown | undefined>(undefined)
  const problem = useSignal<unknown>(undefined)
  const busy = useSignal(false)
  const show = async () => {
    busy.value = true
    problem.value = undefined
    try {
      shown.value = await ask(api.POST('/api/v1/me/verification/counter'))
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  // The official confirms on another screen: this one looks again now and then, while a code is shown.
  useEffect(() => {
    if (!shown.value) return
    const timer = setInterval(() => document.visibilityState === 'visible' && onBack(), 4000)
    const gone = setTimeout(() => clearInterval(timer), 30 * 60_000)
    return () => {
      clearInterval(timer)
      clearTimeout(gone)
    }
  }, [shown.value])
  return (
    <section class="card stack">
      <h2>{own.counter}</h2>
      <p class="soft small">{own.counter_text}</p>
      {shown.value && <Code shown={shown.value} />}
      <ErrorNote error={problem.value} />
      <Button
        look={shown.value ? 'plain' : 'primary'}
        icon={shown.value ? 'refresh' : 'eye'}
        block
        busy={busy.value}
        onClick={show}
      >
        {shown.value ? own.again : own.show}
      </Button>
    </section>
  )
}

function Code({ shown }: { shown: Shown }) {
  const { size, path } = draw(shown.code)
  const until = new Date(shown.expires_at).toLocaleTimeString(
    document.documentElement.lang === 'zgh' ? 'fr' : undefined,
    {
      hour: '2-digit',
      minute: '2-digit',
    },
  )
  return (
    <div class="stack centre counter-code" role="status">
      <p>
        <span class="hush">{own.your_code} : </span>
        <bdi class="digits" data-code={shown.code}>
          {shown.code.slice(0, 3)} {shown.code.slice(3)}
        </bdi>
      </p>
      <svg viewBox={`0 0 ${size} ${size}`} aria-hidden="true">
        <path d={path} />
      </svg>
      <p class="small">
        <bdi>{own.until(until)}</bdi>
      </p>
    </div>
  )
}
