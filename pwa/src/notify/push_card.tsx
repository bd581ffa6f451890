import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { problemText } from '../api'
import { me } from '../session'
import { Button } from '../ui/button'
import { Note } from '../ui/empty'
import { Icon } from '../ui/icon'
import { toast } from '../ui/toast'
import { say } from '../words/resident'
import { pushState, readPush, turnOff, turnOn } from './push'

const memory = 'jemaa-push-later'

/** Offers notifications after the first thing worth hearing about; says no more of it for a month when put off. */
export function PushCard() {
  const later = useSignal(Number(localStorage.getItem(memory) ?? 0) > Date.now() - 30 * 86_400_000)
  useEffect(() => void readPush(), [])
  const state = pushState.value
  if (!me.value || later.value || (state !== 'off' && state !== 'ios')) return null
  const putOff = () => {
    localStorage.setItem(memory, String(Date.now()))
    later.value = true
  }
  return (
    <section class="card wash stack">
      <h2 class="row">
        <Icon name="bell" />
        {say.push.title}
      </h2>
      <p>{state === 'ios' ? say.push.ios : say.push.text}</p>
      <div class="row">
        {state === 'off' && <TurnOn />}
        <Button look="ghost" onClick={putOff}>
          {say.push.later}
        </Button>
      </div>
    </section>
  )
}

function TurnOn() {
  const busy = useSignal(false)
  const run = async () => {
    busy.value = true
    try {
      await turnOn()
    } catch (error) {
      toast(problemText(error))
    }
    busy.value = false
  }
  return (
    <Button look="primary" icon="bell" busy={busy.value} onClick={run}>
      {say.push.on}
    </Button>
  )
}

/** The switch among the settings: how it stands and how to change it. */
export function PushSwitch() {
  useEffect(() => void readPush(), [])
  const state = pushState.value
  const off = async () => {
    try {
      await turnOff()
    } catch (error) {
      toast(problemText(error))
    }
  }
  if (state === 'off') return <TurnOn />
  if (state === 'on') {
    return (
      <div class="row spread">
        <span class="row">
          <Icon name="bell" />
          {say.push.is_on}
        </span>
        <Button look="ghost" onClick={off}>
          {say.push.off}
        </Button>
      </div>
    )
  }
  return <Note icon="bell">{say.push[state]}</Note>
}
