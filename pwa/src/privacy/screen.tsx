// One's own data: what the city knows, why, what one agrees to, a copy to take away, and the way out.
import { api, ask, type components } from '../api'
import { useLoad } from '../load'
import { href } from '../route'
import { me } from '../session'
import { Empty, ErrorNote } from '../ui/empty'
import { Page } from '../ui/page'
import { Skeleton } from '../ui/spinner'
import { date, number, t } from '../words'
import { Consents } from './consents'
import { Erase } from './erase'
import { Takeout } from './takeout'
import { own } from './words'
import './privacy.css'

type Known = components['schemas']['Known']
type Topic = components['schemas']['Topic']

export default function MyData() {
  const person = me.value
  return (
    <Page title={own.title} back="/me">
      {person === null && (
        <Empty icon="shield" text={own.guest} action={{ label: t.act.sign_in, href: signInHere() }} />
      )}
      {person === undefined && <Skeleton height="16rem" />}
      {person && <Data key={person.id} />}
    </Page>
  )
}

const signInHere = () => `${href('/sign-in')}?next=${encodeURIComponent(href('/me/data'))}`

function Data() {
  const load = useLoad(() => ask(api.GET('/api/v1/me/data')))
  const data = load.data
  if (!data) {
    return load.error ? <ErrorNote error={load.error} onRetry={load.reload} /> : <Skeleton height="16rem" />
  }
  return (
    <>
      <p>{own.intro}</p>
      <section class="section">
        <h2>{own.known.title}</h2>
        <KnownList known={data.known} />
      </section>
      <section class="section">
        <h2>{own.why.title}</h2>
        {data.topics.map((topic) => (
          <Why key={topic.code} topic={topic} />
        ))}
      </section>
      <Consents consents={data.consents} onChange={load.reload} />
      <Takeout first={data.takeout ?? null} />
      <Erase erasure={data.erasure ?? null} onChange={load.reload} />
    </>
  )
}

function KnownList({ known }: { known: Known[] }) {
  const account = known.find((one) => one.list === 'account')
  return (
    <div class="card">
      <dl class="known">
        {Object.entries(own.known.fields).map(([field, label]) => {
          const value = account?.fields?.[field]
          return value ? <Fact key={field} label={label} value={field === 'created_at' ? date(value) : value} /> : null
        })}
        {known
          .filter((one) => one.list !== 'account')
          .map((one) => (
            <Fact
              key={one.list}
              label={own.known.lists[one.list] ?? one.list}
              value={one.more ? own.known.more(number(one.count)) : number(one.count)}
            />
          ))}
      </dl>
    </div>
  )
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  )
}

function Why({ topic }: { topic: Topic }) {
  return (
    <details class="card why">
      <summary>{topic.title}</summary>
      <div class="stack">
        <p>{topic.why}</p>
        <p>
          <strong>{own.why.until}</strong> {topic.until}
        </p>
        <p class="soft small">{own.why.basis[topic.basis]}</p>
      </div>
    </details>
  )
}
