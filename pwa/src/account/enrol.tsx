// Where a one-time link leads: a new member of staff makes a passkey and is in.
import { useSignal } from '@preact/signals'
import { go } from '../route'
import { setMe } from '../session'
import { Button } from '../ui/button'
import { ErrorNote, Note } from '../ui/empty'
import { Page } from '../ui/page'
import { toast } from '../ui/toast'
import { enrol, possible } from './passkey'
import { own } from './words'

export default function Enrol() {
  const busy = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  // Behind the #, which the browser tells no server.
  const token = location.hash.slice(1)
  const start = async () => {
    busy.value = true
    problem.value = undefined
    try {
      const person = await enrol(token)
      if (person) {
        setMe(person)
        toast(own.enrol.done)
        void go('/me', 'replace')
      }
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  return (
    <Page title={own.enrol.title}>
      <div class="stack">
        {!token && <Problem text={own.enrol.no_link} />}
        {token && !possible() && <Problem text={own.enrol.impossible} />}
        {token && possible() && (
          <>
            <p>{own.enrol.text}</p>
            <Note icon="shield">
              <p>{own.enrol.warn}</p>
            </Note>
            <ErrorNote error={problem.value} />
            <Button look="primary" icon="key" block busy={busy.value} onClick={start}>
              {own.enrol.make}
            </Button>
          </>
        )}
      </div>
    </Page>
  )
}

function Problem({ text }: { text: string }) {
  return (
    <Note look="error" icon="alert">
      <p>{text}</p>
    </Note>
  )
}
