import { useSignal } from '@preact/signals'
import { api, ask } from '../api'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { toast } from '../ui/toast'
import { create } from './passkey'
import { own } from './words'

/** Offers a passkey to somebody who just came in with a code: now, later, or never again. */
export function Offer({ onDone }: { onDone: () => void }) {
  const busy = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  const make = async () => {
    busy.value = true
    problem.value = undefined
    try {
      if (await create()) {
        toast(own.offer.made)
        onDone()
      }
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  const never = async () => {
    await ask(api.DELETE('/api/v1/me/passkey-offer')).catch(() => {})
    onDone()
  }
  return (
    <section class="card wash stack" aria-labelledby="offer">
      <h2 id="offer">{own.offer.title}</h2>
      <p>{own.offer.text}</p>
      <ErrorNote error={problem.value} />
      <Button look="primary" icon="key" block busy={busy.value} onClick={make}>
        {own.offer.make}
      </Button>
      <Button look="plain" block onClick={onDone}>
        {own.offer.later}
      </Button>
      <Button look="ghost" block onClick={never}>
        {own.offer.never}
      </Button>
    </section>
  )
}
