// Home answers three questions: what happened to what I follow, what is near me, what is new.
import { api, ask } from '../api'
import { boot } from '../boot'
import { city, inWords } from '../city'
import { useBrought } from '../load'
import { Bones, ReportList } from '../report/card'
import { href } from '../route'
import { accountId, me } from '../session'
import { LinkButton } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { Icon } from '../ui/icon'
import { Zellige } from '../ui/logo'
import { Page } from '../ui/page'
import { t } from '../words'
import { Later } from './later'
import { Near } from './near'
import { followedCount, Section } from './section'

export default function Home() {
  const name = inWords(city.value?.names) || boot.city
  return (
    <Page title={name ? `${t.app.name} · ${name}` : t.app.name} width="wide" brand actions={<Actions />}>
      <div class="hero">
        <Zellige count={5} />
        <h2>{t.home.hello}</h2>
        <p>{t.home.hello_text}</p>
        <LinkButton look="primary" icon="camera" href={href('/reports/new')} block>
          {t.nav.report}
        </LinkButton>
      </div>
      <div class="home">
        {me.value !== null && accountId() && <Followed />}
        <Near />
        <Fresh />
      </div>
    </Page>
  )
}

// How many there were last time keeps their place until they are there.
function Followed() {
  const count = Number(localStorage[followedCount])
  return (
    <Later load={() => import('./followed')}>
      {count > 0 && (
        <Section title={t.home.followed} all="/reports?followed=me">
          <Bones count={count} />
        </Section>
      )}
    </Later>
  )
}

function Fresh() {
  const { data, error, loading, reload } = useBrought('/api/v1/reports?sort=new&limit=6', () =>
    ask(api.GET('/api/v1/reports', { params: { query: { sort: 'new', limit: 6 } } })),
  )
  return (
    <Section title={t.home.fresh} all="/reports">
      <ErrorNote error={error} onRetry={reload} />
      {(data || loading) && <ReportList reports={data?.items} />}
    </Section>
  )
}

function Actions() {
  const unread = me.value?.unread ?? 0
  return (
    <>
      <a class="btn icon ghost" href={href('/search')} aria-label={t.act.search} title={t.act.search}>
        <Icon name="search" />
      </a>
      {me.value && (
        <a class="btn icon ghost bell" href={href('/inbox')} aria-label={unread ? t.home.inbox(unread) : t.title.inbox}>
          <Icon name="bell" />
          {unread > 0 && <span class="pip">{unread > 99 ? '99+' : unread}</span>}
        </a>
      )}
    </>
  )
}
