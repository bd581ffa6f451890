// All reports, filtered as one likes. The list is complete; the map beside it is a comfort.
import { useEffect } from 'preact/hooks'
import { usePages } from '../pages'
import { href, type ScreenProps } from '../route'
import { me } from '../session'
import { Button } from '../ui/button'
import { Empty, ErrorNote } from '../ui/empty'
import { Icon } from '../ui/icon'
import { Page } from '../ui/page'
import { announce } from '../ui/toast'
import { t } from '../words'
import { say } from '../words/resident'
import { ReportList } from './card'
import { FilterBar } from './filter_bar'
import { clearFilters } from './filters'
import { type Filter, filterCount, filterOf, findReports } from './query'

// What Go brings with a page without filters.
const newest = '/api/v1/reports?sort=new&limit=20'

export default function List({ query }: ScreenProps) {
  const filter = filterOf(query)
  const pages = usePages((after) => findReports(filter, after), [JSON.stringify(filter), me.value?.id], newest)
  const count = pages.data?.items.length
  useEffect(() => {
    if (count !== undefined) announce(t.report.count(count))
  }, [count])
  const title = filter.shelf ? say.list[filter.shelf] : t.title.list
  if (filter.shelf && me.value === null) return <SignInFirst title={title} />
  return (
    <Page title={title} back={filter.shelf ? '/me' : '/'} width="wide" actions={<Actions />}>
      <div class="stack">
        {!filter.shelf && <FilterBar filter={filter} />}
        <ErrorNote error={pages.error} onRetry={pages.reload} />
        {(pages.data || pages.loading) && <ReportList reports={pages.data?.items} level="h2" />}
        {count === 0 && <Nothing filter={filter} />}
        {pages.more && (
          <Button block busy={pages.loadingMore} onClick={pages.more}>
            {t.act.more}
          </Button>
        )}
        <ErrorNote error={pages.moreError} onRetry={pages.more} />
        {!!count && count > 5 && !pages.more && <p class="soft small centre">{say.list.end}</p>}
      </div>
    </Page>
  )
}

// One's own lists are one's own.
function SignInFirst({ title }: { title: string }) {
  const here = encodeURIComponent(location.pathname + location.search)
  return (
    <Page title={title} back="/me">
      <Empty
        icon="key"
        text={t.problem.sign_in}
        action={{ label: t.act.sign_in, href: `${href('/sign-in')}?next=${here}` }}
      />
    </Page>
  )
}

function Actions() {
  const here = new URLSearchParams(location.search)
  for (const own of ['author', 'supported', 'followed', 'sort']) here.delete(own)
  return (
    <>
      <a class="btn icon ghost" href={href('/search')} aria-label={t.act.search} title={t.act.search}>
        <Icon name="search" />
      </a>
      <a class="btn icon ghost" href={`${href('/map')}?${here}`} aria-label={t.title.map} title={t.title.map}>
        <Icon name="map" />
      </a>
    </>
  )
}

function Nothing({ filter }: { filter: Filter }) {
  if (filter.shelf) {
    const text = say.list[`none_${filter.shelf}`]
    return <Empty icon="leaf" text={text} action={{ label: t.nav.report, href: href('/reports/new') }} />
  }
  const action =
    filterCount(filter) > 0
      ? { label: say.list.clear, run: clearFilters }
      : { label: t.nav.report, href: href('/reports/new') }
  return <Empty icon="search" title={say.list.none} text={say.list.none_text} action={action} />
}
