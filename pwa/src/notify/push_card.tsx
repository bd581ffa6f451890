import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { problemText } from '../api'
import { InstallCard } from '../install/card'
import { Steps } from '../install/lazy_steps'
import { me } from '../session'
import { Button } from '../ui/button'
import { Note } from '../ui/empty'
import { Icon, type IconName } from '../ui/icon'
import { toast } from '../ui/toast'
import { say } from '../words/resident'
import { pushState, readPush, turnOff, turnOn } from './push'
import './push.css'

const memory = 'jemaa-push-later'

interface CardProps {
  /** A report has just arrived. */
  sent?: boolean
  /** What is on the screen is followed. */
  follows?: boolean
}

/**
 * After the first thing worth hearing about, offers notifications; says no more of it for a month when put off. Then it
 * is the turn of the installation: one question at a time.
 */
export function PushCard({ sent, follows = !sent }: CardProps) {
  const later = useSignal(Number(localStorage.getItem(memory) ?? 0) > Date.now() - 30 * 86_400_000)
  const asked = useSignal(false)
  useEffect(() => void readPush(), [])
  const state = pushState.value
  if (!me.value) return null
  if (state === 'denied' && asked.value) return <Blocked />
  if (later.value || (state !== 'off' && state !== 'ios')) return <InstallCard sent={sent} follows={follows} />
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
      <p>{say.push.text}</p>
      <Told />
      <p class="soft small">{state === 'ios' ? say.push.ios_first : say.push.next}</p>
      <div class="row">
        {state === 'off' ? <TurnOn onAsk={() => (asked.value = true)} /> : <ShowSteps />}
        <Button look="ghost" onClick={putOff}>
          {say.push.later}
        </Button>
      </div>
    </section>
  )
}

const reasons: IconName[] = ['send', 'info', 'check']

/** What one is told of, in our own words, before the browser asks in its. */
function Told() {
  return (
    <ul class="tells">
      {say.push.what.map((line, i) => (
        <li key={line}>
          <Icon name={reasons[i] ?? 'bell'} size={20} />
          {line}
        </li>
      ))}
    </ul>
  )
}

function ShowSteps() {
  const showing = useSignal(false)
  return (
    <>
      <Button look="primary" icon="phone" onClick={() => (showing.value = true)}>
        {say.install.how}
      </Button>
      <Steps open={showing.value} onClose={() => (showing.value = false)} />
    </>
  )
}

function TurnOn({ onAsk }: { onAsk?: () => void }) {
  const busy = useSignal(false)
  const run = async () => {
    busy.value = true
    onAsk?.()
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

/** Who said no to the browser can undo it only there: how, step by step. */
function Blocked() {
  return (
    <Note icon="bell">
      <p class="strong">{say.push.blocked}</p>
      <ol class="ways">
        {say.push.denied_how.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <div>
        <Button look="plain" icon="refresh" onClick={readPush}>
          {say.push.again}
        </Button>
      </div>
    </Note>
  )
}

/** Notifications among the settings: what comes, how it stands on this device, and how to change it. */
export function PushSwitch() {
  useEffect(() => {
    void readPush()
    return watchPermission(() => void readPush())
  }, [])
  return (
    <div class="stack">
      <Told />
      <Now />
      <p class="soft small">{say.push.also_here}</p>
    </div>
  )
}

function Now() {
  const state = pushState.value
  const off = async () => {
    try {
      await turnOff()
    } catch (error) {
      toast(problemText(error))
    }
  }
  if (state === 'off') return <Line action={<TurnOn />}>{say.push.next}</Line>
  if (state === 'denied') return <Blocked />
  if (state === 'ios') return <Line action={<ShowSteps />}>{say.push.ios_first}</Line>
  if (state === 'none') return <Note icon="bell">{say.push.none}</Note>
  const action = (
    <Button look="ghost" onClick={off}>
      {say.push.off}
    </Button>
  )
  return <Line action={action}>{say.push.is_on}</Line>
}

function Line({ action, children }: { action: ComponentChildren; children: ComponentChildren }) {
  return (
    <div class="card wash stack">
      <p>{children}</p>
      <div>{action}</div>
    </div>
  )
}

// The person may change their mind in the browser's settings while the page is open.
function watchPermission(heard: () => void): () => void {
  let status: PermissionStatus | undefined
  navigator.permissions?.query({ name: 'notifications' }).then(
    (found) => {
      status = found
      status.onchange = heard
    },
    () => {},
  )
  return () => {
    if (status) status.onchange = null
  }
}
