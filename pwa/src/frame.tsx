// What stands around every screen: the skip link, the bar, the toasts, the news of a new version.
import { useSignalEffect } from '@preact/signals'
import { waitingCount } from './outbox'
import { leaving, place } from './route'
import { TabBar } from './ui/bars'
import { Toasts, toast } from './ui/toast'
import { t } from './words'
import { takeUpdate, updateReady } from './worker_link'

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
        {here && <here.Screen key={here.url.split('?')[0]} params={here.params} query={here.query} />}
        {!here?.route.focused && <TabBar count={waitingCount.value} />}
      </div>
      <Toasts />
    </>
  )
}
