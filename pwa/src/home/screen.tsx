// Home answers three questions: what happened to what I follow, what is near me, what is new.
import { useSignal } from '@preact/signals'
import type { ComponentChildren, ComponentType } from 'preact'
import { api, ask } from '../api'
import { city, inWords, type Point } from '../city'
import { useLoad } from '../load'
import { locate } from '../location'
import { ReportList } from '../report/card'
import { href } from '../route'
import { me } from '../session'
import { Button, LinkButton } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { Icon } from '../ui/icon'
import { Zellige } from '../ui/logo'
import { Page } from '../ui/page'
import { t } from '../words'

export default function Home() {
  const fresh = useLoad(() => ask(api.GET('/api/v1/reports', { params: { query: { sort: 'new', limit: 6 } } })))
  const name = city.value && inWords(city.value.names)
  return (
    <Page title={name ? `${t.app.name} · ${name}` : t.app.name} brand actions={<Actions />}>
      <div class="hero">
        <Zellige count={5} />
        <h2>{t.home.hello}</h2>
        <p>{t.home.hello_text}</p>
        <LinkButton look="primary" icon="camera" href={href('/reports/new')} block>
          {t.nav.report}
        </LinkButton>
      </div>
      {me.value && <Followed />}
      <Near />
      <Section title={t.home.fresh} all="/reports">
        <ErrorNote error={fresh.error} onRetry={fresh.reload} />
        {(fresh.data || fresh.loading) && <ReportList reports={fresh.data?.items} />}
      </Section>
    </Page>
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

function Section(props: { title: string; all?: string; children: ComponentChildren }) {
  return (
    <section class="section">
      <div class="row spread">
        <h2>{props.title}</h2>
        {props.all && (
          <a class="more" href={href(props.all)}>
            {t.home.all}
            <span class="hush">: {props.title}</span>
          </a>
        )}
      </div>
      {props.children}
    </section>
  )
}

function Followed() {
  const { data } = useLoad(() => ask(api.GET('/api/v1/reports', { params: { query: { followed: 'me', limit: 3 } } })))
  if (!data || data.items.length === 0) return null
  return (
    <Section title={t.home.followed} all="/reports?followed=me">
      <ReportList reports={data.items} />
    </Section>
  )
}

function Near() {
  const at = useSignal<Point | undefined>(undefined)
  const busy = useSignal(false)
  const denied = useSignal(false)
  const Areas = useSignal<ComponentType | undefined>(undefined)
  const pick = async () => {
    Areas.value = (await import('./areas')).Areas
  }
  const find = async () => {
    busy.value = true
    try {
      at.value = await locate()
      denied.value = false
    } catch {
      denied.value = true
      await pick()
    }
    busy.value = false
  }
  return (
    <Section title={t.home.near}>
      {at.value ? (
        <Around at={at.value} />
      ) : (
        <>
          <Button icon="locate" block busy={busy.value} onClick={find}>
            {t.home.near_button}
          </Button>
          <p class="soft small" role="status">
            {denied.value ? t.home.near_denied : t.home.near_text}
          </p>
          {Areas.value ? (
            <Areas.value />
          ) : (
            <Button look="plain" icon="pin" block onClick={pick}>
              {t.home.area}
            </Button>
          )}
        </>
      )}
    </Section>
  )
}

function Around({ at }: { at: Point }) {
  const near = `${at.lon.toFixed(5)},${at.lat.toFixed(5)}`
  const { data, error, loading, reload } = useLoad(
    () => ask(api.GET('/api/v1/search', { params: { query: { near, metres: 2000, sort: 'near', limit: 5 } } })),
    [near],
  )
  return (
    <>
      <ErrorNote error={error} onRetry={reload} />
      {(data || loading) && <ReportList reports={data?.items} />}
      {data?.items.length === 0 && <p class="soft">{t.home.near_none}</p>}
    </>
  )
}
