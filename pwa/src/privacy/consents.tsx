// What one agrees to, each purpose by itself: a yes can be taken back as easily as it was given.
import { useSignal } from '@preact/signals'
import { api, ask, type components, problemText } from '../api'
import { readPush } from '../notify/push'
import { Chip } from '../ui/choice'
import { announce, toast } from '../ui/toast'
import { date } from '../words'
import { terms } from './terms'
import { own } from './words'

type Consent = components['schemas']['Consent']

interface ConsentsProps {
  consents: Consent[]
  onChange: () => void
}

export function Consents({ consents, onChange }: ConsentsProps) {
  return (
    <section class="section">
      <h2>{own.consent.title}</h2>
      {consents.map((one) => (
        <Purpose key={one.purpose} consent={one} onChange={onChange} />
      ))}
    </section>
  )
}

function Purpose({ consent, onChange }: { consent: Consent; onChange: () => void }) {
  const busy = useSignal(false)
  const words = own.consent[consent.purpose]
  const say = async (given: boolean) => {
    if (busy.value || given === consent.given) return
    busy.value = true
    try {
      const params = { path: { purpose: consent.purpose } }
      await ask(api.PUT('/api/v1/me/consents/{purpose}', { params, body: { given, version: terms } }))
      if (consent.purpose === 'push' && !given) await leaveBrowser()
      announce(own.consent.saved)
      onChange()
    } catch (error) {
      toast(problemText(error))
    }
    busy.value = false
  }
  return (
    <fieldset class="card stack consent">
      <legend class="strong">{words.name}</legend>
      <p>{words.text}</p>
      <div class="row">
        <Chip on={consent.given} onToggle={() => void say(true)}>
          {own.consent.yes}
        </Chip>
        <Chip on={!consent.given} onToggle={() => void say(false)}>
          {own.consent.no}
        </Chip>
        {consent.at && <span class="soft small">{own.consent.since(date(consent.at))}</span>}
      </div>
    </fieldset>
  )
}

/** The city has forgotten this device; the browser shall too. */
async function leaveBrowser(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  await (await registration?.pushManager?.getSubscription())?.unsubscribe()
  await readPush()
}
