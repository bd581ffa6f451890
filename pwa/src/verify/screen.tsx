// What the city has confirmed of a resident, and the two ways on: a letter with a code, and a counter.
import { useSignal } from '@preact/signals'
import { api, ask, type components } from '../api'
import { areaName } from '../city'
import { useLoad } from '../load'
import { go } from '../route'
import { me } from '../session'
import { Button } from '../ui/button'
import { Empty, ErrorNote, Note } from '../ui/empty'
import { Page } from '../ui/page'
import { Skeleton } from '../ui/spinner'
import { date, t } from '../words'
import { AskForm } from './ask_form'
import { CodeForm } from './code_form'
import { Counter } from './counter'
import { own } from './words'

export type Verification = components['schemas']['Verification']

export default function Verify() {
  return (
    <Page title={own.title} back="/me">
      {me.value === undefined && <Skeleton height="12rem" />}
      {me.value === null && (
        <Empty
          icon="shield"
          action={{ label: t.act.sign_in, run: () => go('/sign-in?next=/me/verify') }}
          text={own.why}
        />
      )}
      {me.value && <Mine />}
    </Page>
  )
}

function Mine() {
  const { data, error, reload, set } = useLoad(() => ask(api.GET('/api/v1/me/verification')))
  if (!data) return error ? <ErrorNote error={error} onRetry={reload} /> : <Skeleton height="12rem" />
  return (
    <div class="stack">
      <section class="card wash stack tight">
        <h2>{own.now}</h2>
        <p class="strong">{own.levels[data.level]}</p>
        {data.area && (
          <p>
            {own.area} : {areaName(data.area) || data.area}
          </p>
        )}
        {data.level < 2 && <p class="soft small">{own.why}</p>}
      </section>
      {data.level === 0 && <Letter now={data} onChange={set} />}
      {data.level < 2 && <Counter onBack={reload} />}
    </div>
  )
}

function Letter({ now, onChange }: { now: Verification; onChange: (now: Verification) => void }) {
  const mending = useSignal(false)
  const asked = now.letter === 'asked'
  return (
    <section class="card stack">
      <h2>{own.letter}</h2>
      {asked && now.asked_at && (
        <Note icon="clock">
          <p role="status">{own.asked(date(now.asked_at, 'day'))}</p>
        </Note>
      )}
      {now.letter === 'sent' && <CodeForm now={now} onChange={onChange} />}
      {asked && !mending.value && (
        <div>
          <Button look="plain" icon="edit" onClick={() => (mending.value = true)}>
            {own.mend}
          </Button>
        </div>
      )}
      {(!now.letter || mending.value) && (
        <AskForm
          person={now.person}
          onDone={(after) => {
            mending.value = false
            onChange(after)
          }}
        />
      )}
    </section>
  )
}
