// The offer to install, at the right moment and never twice in a row.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Button } from '../ui/button'
import { Icon } from '../ui/icon'
import { toast } from '../ui/toast'
import { say } from '../words/resident'
import { Steps } from './lazy_steps'
import { isApple, isInstalled, mayOffer, putOff, readMoment } from './when'

/** True while Chromium's offer can be taken; Apple's phones have none and need explaining. */
function useOffer() {
  const ready = useSignal(!!window.install)
  useEffect(() => {
    const hear = () => (ready.value = true)
    addEventListener('beforeinstallprompt', hear)
    return () => removeEventListener('beforeinstallprompt', hear)
  }, [])
  const take = async () => {
    const event = window.install
    if (!event) return 'dismissed'
    delete window.install
    ready.value = false
    const { outcome } = await event.prompt()
    if (outcome === 'accepted') toast(say.install.done)
    else putOff()
    return outcome
  }
  return { ready: ready.value, take }
}

interface CardProps {
  /** A report has just arrived. */
  sent?: boolean
  /** What is on the screen is followed. */
  follows?: boolean
}

/** Offers the installation when there is a reason to, and only then. */
export function InstallCard({ sent, follows }: CardProps) {
  const moment = useSignal(readMoment())
  const showing = useSignal(false)
  const { ready, take } = useOffer()
  const apple = isApple()
  if (!mayOffer({ ...moment.value, sent, follows }, Date.now()) || !(ready || apple)) return null
  const later = () => {
    putOff()
    moment.value = { ...moment.value, laterAt: Date.now() }
  }
  return (
    <section class="card wash stack">
      <h2 class="row">
        <Icon name="phone" />
        {say.install.title}
      </h2>
      <p>{say.install.text}</p>
      <div class="row">
        <Button look="primary" icon="phone" onClick={ready ? take : () => (showing.value = true)}>
          {ready ? say.install.add : say.install.how}
        </Button>
        <Button look="ghost" onClick={later}>
          {say.install.later}
        </Button>
      </div>
      <Steps open={showing.value} onClose={() => (showing.value = false)} />
    </section>
  )
}

/** Among the settings: installing for whoever looks for it, at any time. */
export function InstallRow() {
  const showing = useSignal(false)
  const { ready, take } = useOffer()
  if (isInstalled()) {
    return (
      <p class="row soft">
        <Icon name="check" size={20} />
        {say.me.installed}
      </p>
    )
  }
  return (
    <>
      <Button look="plain" icon="phone" block onClick={ready ? take : () => (showing.value = true)}>
        {say.me.install}
      </Button>
      <Steps open={showing.value} onClose={() => (showing.value = false)} />
    </>
  )
}
