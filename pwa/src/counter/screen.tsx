// The counter, on a tablet: an official finds the person by the code on their phone, looks at a paper, and confirms.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { city } from '../city'
import { go } from '../route'
import { me } from '../session'
import { Empty } from '../ui/empty'
import { Page } from '../ui/page'
import { Skeleton } from '../ui/spinner'
import { t } from '../words'
import { Find } from './find'
import { Letters } from './letters'
import { Lower } from './lower'
import { mayVerify } from './right'
import { type Visitor, VisitorForm } from './visitor'
import { own } from './words'

export default function CounterScreen() {
  if (me.value && city.value && mayVerify(me.value, city.value)) return <Desk />
  return (
    <Page title={own.title} back="/">
      {me.value === undefined || !city.value ? (
        <Skeleton height="16rem" />
      ) : (
        <Empty
          icon="shield"
          text={own.not_official}
          action={me.value ? undefined : { label: t.act.sign_in, run: () => go('/sign-in?next=/counter') }}
        />
      )}
    </Page>
  )
}

/** The person at the counter, and the code that leads to them. */
interface At {
  code: string
  visitor: Visitor
}

function Desk() {
  const at = useSignal<At | undefined>(undefined)
  const turn = useSignal(0)
  useEffect(() => {
    if (turn.value) document.querySelector<HTMLElement>('[data-counter] input')?.focus()
  }, [turn.value])
  return (
    <Page title={own.title} back="/me">
      <div class="stack" data-counter>
        {at.value ? (
          <VisitorForm
            key={at.value.code}
            {...at.value}
            onNext={() => {
              at.value = undefined
              turn.value++
            }}
          />
        ) : (
          <Find onFound={(code, visitor) => (at.value = { code, visitor })} />
        )}
        <Letters />
        <Lower />
      </div>
    </Page>
  )
}
