import { Button } from '../ui/button'
import { Sheet } from '../ui/sheet'
import { say } from '../words/resident'
import { isApple } from './when'
import './install.css'

/** How to put the app on the home screen by hand: in pictures on Apple's phones, in a sentence elsewhere. */
export function StepsSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const apple = isApple()
  return (
    <Sheet open={open} title={apple ? say.install.ios : say.me.install} onClose={onClose}>
      <div class="stack">
        {apple ? <Steps /> : <p>{say.install.menu}</p>}
        <Button look="primary" block onClick={onClose}>
          {say.install.close}
        </Button>
      </div>
    </Sheet>
  )
}

function Steps() {
  const pictures = [<Bar key="bar" />, <List key="list" />, <Add key="add" />]
  return (
    <ol class="steps">
      {say.install.steps.map((step, i) => (
        <li key={step}>
          {pictures[i]}
          <p>{step}</p>
        </li>
      ))}
    </ol>
  )
}

const share = 'M-7 -2h-3v16h20v-16h-3M0 8v-18M-5 -6l5 -5l5 5'

/** The browser's bar at the foot of a phone, its share button marked. */
function Bar() {
  return (
    <svg viewBox="0 0 120 88" aria-hidden="true">
      <rect class="screen" x="14" y="-30" width="92" height="114" rx="12" />
      <rect class="soft" x="26" y="8" width="68" height="6" rx="3" />
      <rect class="soft" x="26" y="22" width="46" height="6" rx="3" />
      <path class="rule" d="M14 46h92" />
      <circle class="ring" cx="60" cy="65" r="16" />
      <path class="sign" transform="translate(60 64) scale(.62)" d={share} />
      <path class="dim" d="M34 60l-5 5l5 5M86 60l5 5l-5 5" />
    </svg>
  )
}

/** The list that rises, the line with a plus in a square marked. */
function List() {
  return (
    <svg viewBox="0 0 120 88" aria-hidden="true">
      <rect class="screen" x="14" y="8" width="92" height="110" rx="12" />
      <rect class="soft" x="26" y="20" width="40" height="6" rx="3" />
      <path class="dim" d="M88 19h8v8h-8z" />
      <rect class="mark" x="18" y="36" width="84" height="24" rx="7" />
      <rect class="bold" x="26" y="45" width="44" height="6" rx="3" />
      <path class="sign" d="M84 41h14v14h-14zM91 44.500v7M87.500 48h7" />
      <rect class="soft" x="26" y="70" width="36" height="6" rx="3" />
      <path class="dim" d="M88 69h8v8h-8z" />
    </svg>
  )
}

/** The last question: the app's mark, and the word at the top that adds it. */
function Add() {
  return (
    <svg viewBox="0 0 120 88" aria-hidden="true">
      <rect class="screen" x="14" y="8" width="92" height="110" rx="12" />
      <rect class="soft" x="24" y="19" width="22" height="6" rx="3" />
      <rect class="mark" x="68" y="13" width="34" height="18" rx="9" />
      <rect class="bold" x="75" y="19" width="20" height="6" rx="3" />
      <rect class="app" x="24" y="42" width="30" height="30" rx="8" />
      <path class="pin" d="M39 67c-4.500-4.800-8-8.600-8-12.500a8 8 0 0 1 16 0c0 3.900-3.500 7.700-8 12.500z" />
      <rect class="soft" x="62" y="47" width="34" height="6" rx="3" />
      <rect class="soft" x="62" y="60" width="24" height="6" rx="3" />
    </svg>
  )
}
