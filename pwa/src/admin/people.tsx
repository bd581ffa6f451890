import { useSignal } from '@preact/signals'
import { api, ask, Problem } from '../api'
import { usePages } from '../pages'
import { setQuery } from '../route'
import { Button } from '../ui/button'
import { Chip, Chips } from '../ui/choice'
import { Empty, ErrorNote, Note } from '../ui/empty'
import { TextField } from '../ui/field'
import { Skeleton } from '../ui/spinner'
import { announce } from '../ui/toast'
import { t } from '../words'
import { type PersonCard, type RoleName, roleNames } from './person'
import { PersonView } from './person_view'
import { RoleSheet } from './role_sheet'
import { own } from './words'

/** One person by their exact address, and everybody who holds a role. */
export function People({ query }: { query: URLSearchParams }) {
  return (
    <div class="stack">
      <Find />
      <Holders query={query} />
    </div>
  )
}

function Find() {
  const email = useSignal('')
  const found = useSignal<PersonCard | undefined>(undefined)
  const unknown = useSignal('')
  const problem = useSignal<unknown>(undefined)
  const busy = useSignal(false)
  const look = async (event: Event) => {
    event.preventDefault()
    const wanted = email.value.trim()
    if (!wanted || busy.value) return
    busy.value = true
    found.value = undefined
    unknown.value = ''
    problem.value = undefined
    try {
      found.value = await ask(api.POST('/api/v1/admin/people/find', { body: { email: wanted } }))
    } catch (error) {
      if (error instanceof Problem && error.code === 'account.unknown') unknown.value = wanted
      else problem.value = error
    }
    busy.value = false
  }
  const wrong = problem.value instanceof Problem ? problem.value.fields.email : undefined
  return (
    <section class="stack">
      <form class="card stack" noValidate onSubmit={look}>
        <h2>{own.find}</h2>
        <TextField
          label={own.email}
          hint={own.find_hint}
          type="email"
          inputMode="email"
          enterKeyHint="search"
          dir="ltr"
          maxLength={254}
          autoComplete="off"
          value={email.value}
          error={wrong}
          onValue={(text) => (email.value = text)}
        />
        {!wrong && <ErrorNote error={problem.value} />}
        <Button type="submit" look="primary" icon="search" busy={busy.value}>
          {t.act.search}
        </Button>
      </form>
      {found.value && <PersonView person={found.value} onChange={(now) => (found.value = now)} />}
      {unknown.value && (
        <Unknown
          email={unknown.value}
          onMade={(made) => {
            unknown.value = ''
            found.value = made
          }}
        />
      )}
    </section>
  )
}

function Unknown({ email, onMade }: { email: string; onMade: (made: PersonCard) => void }) {
  const giving = useSignal(false)
  return (
    <Note icon="person">
      <p role="status">{own.no_account}</p>
      <div>
        <Button icon="plus" onClick={() => (giving.value = true)}>
          {own.give}
        </Button>
      </div>
      <RoleSheet open={giving.value} email={email} onClose={() => (giving.value = false)} onGiven={onMade} />
    </Note>
  )
}

function Holders({ query }: { query: URLSearchParams }) {
  const role = roleNames.find((one) => one === query.get('role'))
  const pages = usePages(
    (after) => ask(api.GET('/api/v1/admin/people', { params: { query: { role, after, limit: 50 } } })),
    [role],
  )
  const change = (now: PersonCard) => {
    const items = (pages.data?.items ?? []).map((one) => (one.id === now.id ? now : one))
    pages.set({ ...pages.data, items })
  }
  const pick = (next: RoleName | undefined) => {
    setQuery({ role: next })
    announce(next ? own.roles[next] : own.all_roles)
  }
  const items = pages.data?.items
  return (
    <section class="stack section">
      <h2>{own.holders}</h2>
      <Chips label={own.role}>
        <Chip on={!role} onToggle={() => pick(undefined)}>
          {own.all_roles}
        </Chip>
        {roleNames.map((one) => (
          <Chip key={one} on={role === one} onToggle={() => pick(one)}>
            {own.roles[one]}
          </Chip>
        ))}
      </Chips>
      <ErrorNote error={pages.error} onRetry={pages.reload} />
      {!items && !pages.error && <Skeleton height="12rem" />}
      {items?.length === 0 && !pages.more && <Empty icon="people" text={own.none} />}
      {items && items.length > 0 && (
        <ul class="stack">
          {items.map((one) => (
            <li key={one.id}>
              <PersonView person={one} onChange={change} />
            </li>
          ))}
        </ul>
      )}
      {pages.more && (
        <Button block busy={pages.loadingMore} onClick={pages.more}>
          {t.act.more}
        </Button>
      )}
      <ErrorNote error={pages.moreError} onRetry={pages.more} />
    </section>
  )
}
