// What stands around every screen: the skip link, the bar, the toasts, the news of a new version.
import { useSignalEffect } from '@preact/signals'
import { Component } from 'preact'
import { waitingCount } from './outbox'
import { leaving, type Place, place } from './route'
import { me } from './session'
import { TabBar } from './ui/bars'
import { ErrorNote } from './ui/empty'
import { Page } from './ui/page'
import { Toasts, toast } from './ui/toast'
import { t } from './words'
import { takeUpdate, updateReady } from './worker_link'

// The browser thinks that what lies under the bar is in sight; scroll-padding only helps once something scrolls.
addEventListener('focusin', ({ target }) => {
  const bar = document.querySelector('.tabbar')
  if (!bar || !(target instanceof HTMLElement) || bar.contains(target) || !target.matches(':focus-visible')) return
  if (target.getBoundingClientRect().bottom > bar.getBoundingClientRect().top)
    target.scrollIntoView({ block: 'nearest' })
})

/** The whole page inside #app. */
export function Frame() {
  const here = place.value
  useSignalEffect(() => {
    if (updateReady.value) toast(t.app.update, { label: t.app.reload, run: takeUpdate })
  })
  return (
    <>
      <a class="skip" href="#main">
        {t.app.skip}
      </a>
      {leaving.value && <div class="progress" role="progressbar" aria-label={t.app.loading} />}
      <div class={here?.route.focused ? 'frame focused' : 'frame'}>
        {here && <Guarded key={here.url.split('?')[0]} {...here} />}
        {!here?.route.focused && <TabBar count={waitingCount.value + (me.value?.unread ?? 0)} />}
      </div>
      <Toasts />
    </>
  )
}

// A screen that breaks says so and offers a way on; the bar and the outbox live.
class Guarded extends Component<Place, { error?: unknown }> {
  override componentDidCatch(error: unknown) {
    console.error(error)
    this.setState({ error })
  }

  override render({ Screen, params, query }: Place, { error }: { error?: unknown }) {
    if (!error) return <Screen params={params} query={query} />
    return (
      <Page title={t.state.error} back="/">
        <ErrorNote error={error} onRetry={() => this.setState({ error: undefined })} />
      </Page>
    )
  }
}
