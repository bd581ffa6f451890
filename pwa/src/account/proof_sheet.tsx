// The sheet on which a person shows anew who they are, over whatever screen asked for it.
import { useSignal } from '@preact/signals'
import { render } from 'preact'
import { api, ask } from '../api'
import { boot } from '../boot'
import { type Me, me, setMe } from '../session'
import { Button } from '../ui/button'
import { ErrorNote, Note } from '../ui/empty'
import { Sheet } from '../ui/sheet'
import { CodeForm } from './code_form'
import { possible, reprove } from './passkey'
import { own } from './words'
import { useProof } from './work'

/** Asks for a proof, with a passkey alone if it must be; false when the person closed the sheet. */
export function prove(passkeyOnly: boolean): Promise<boolean> {
  const host = document.body.appendChild(document.createElement('div'))
  return new Promise((resolve) => {
    const done = (proved: boolean) => {
      render(null, host)
      host.remove()
      resolve(proved)
    }
    render(<ProofSheet passkeyOnly={passkeyOnly} onDone={done} />, host)
  })
}

const demoMail = '@demo.example'

interface ProofProps {
  passkeyOnly: boolean
  onDone: (proved: boolean) => void
}

function ProofSheet({ passkeyOnly, onDone }: ProofProps) {
  const busy = useSignal('')
  const problem = useSignal<unknown>(undefined)
  const typing = useSignal(false)
  const { askCode } = useProof()
  const email = me.value?.email ?? ''
  const proved = (person: Me) => {
    setMe(person)
    onDone(true)
  }
  const press = async (which: string, run: () => Promise<unknown>) => {
    busy.value = which
    problem.value = undefined
    try {
      await run()
    } catch (error) {
      problem.value = error
    }
    busy.value = ''
  }
  const byCode = async () => {
    await askCode(email)
    typing.value = true
  }
  const byPasskey = async () => {
    const person = await reprove()
    if (person) proved(person)
  }
  const byDemo = async () => {
    const persona = email.slice(0, -demoMail.length)
    proved((await ask(api.POST('/api/v1/auth/demo', { body: { persona } }))).me)
  }
  const demo = boot.demo && email.endsWith(demoMail)
  return (
    <Sheet open title={own.proof.title} onClose={() => onDone(false)}>
      <div class="stack">
        <p>{own.proof.text}</p>
        <ErrorNote error={problem.value} />
        {demo && (
          <Button look="primary" icon="check" block busy={busy.value === 'demo'} onClick={() => press('demo', byDemo)}>
            {own.proof.demo}
          </Button>
        )}
        {possible() && (
          <Button look="primary" icon="key" block busy={busy.value === 'key'} onClick={() => press('key', byPasskey)}>
            {own.proof.passkey}
          </Button>
        )}
        {passkeyOnly && !demo && !possible() && (
          <Note icon="key">
            <p>{own.proof.elsewhere}</p>
          </Note>
        )}
        {!passkeyOnly && !demo && !typing.value && (
          <Button
            look={possible() ? 'plain' : 'primary'}
            icon="send"
            block
            busy={busy.value === 'code'}
            onClick={() => press('code', byCode)}
          >
            {own.proof.code}
          </Button>
        )}
        {typing.value && <CodeForm email={email} onDone={proved} onBack={() => (typing.value = false)} />}
      </div>
    </Sheet>
  )
}
