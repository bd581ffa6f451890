// The administration: who may do what, and the log of who decided it.
import { go, type ScreenProps, setQuery } from '../route'
import { hasRole, me } from '../session'
import { Empty } from '../ui/empty'
import { Page } from '../ui/page'
import { Skeleton } from '../ui/spinner'
import { Tabs } from '../ui/tabs'
import { t } from '../words'
import { Log } from './log'
import { People } from './people'
import { own } from './words'

export default function Admin({ query }: ScreenProps) {
  if (me.value && hasRole('admin')) return <Views query={query} />
  return (
    <Page title={own.title} back="/">
      {me.value === undefined ? (
        <Skeleton height="16rem" />
      ) : (
        <Empty
          icon="key"
          text={own.not_admin}
          action={me.value ? undefined : { label: t.act.sign_in, run: () => go('/sign-in?next=/admin') }}
        />
      )}
    </Page>
  )
}

function Views({ query }: { query: URLSearchParams }) {
  const view = query.get('view') === 'log' ? 'log' : 'people'
  const tabs = [
    { value: 'people', label: own.people },
    { value: 'log', label: own.log },
  ]
  return (
    <Page title={own.title} back="/me">
      <Tabs
        label={own.views}
        tabs={tabs}
        value={view}
        onValue={(next) => setQuery({ view: next === 'log' ? 'log' : undefined, about: undefined, kind: undefined })}
      >
        {view === 'log' ? <Log query={query} /> : <People query={query} />}
      </Tabs>
    </Page>
  )
}
