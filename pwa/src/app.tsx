// The app's frame and its table of screens. Each screen is a lazy module whose default export takes ScreenProps.
import { render } from 'preact'
import { showTheme } from './account/theme'
import { boot } from './boot'
import { loadCity } from './city'
import { Frame } from './frame'
import Home from './home/screen'
import './install/event'
import { startOutbox } from './outbox'
import { place, type Route, startRouter } from './route'
import { loadMe, watchMe } from './session'
import { ago, date, loadWords, pageLang } from './words'
import { withResidentWords as said } from './words/resident'
import { withStaffWords as staff } from './words/staff'
import { startWorker } from './worker_link'

export const routes: Route[] = [
  { path: '/', load: async () => ({ default: Home }), tab: 'home' },
  { path: '/reports', load: said(() => import('./report/list')), tab: 'home' },
  { path: '/map', load: said(() => import('./map/screen')), tab: 'map' },
  { path: '/reports/new', load: said(() => import('./report/wizard')), tab: 'report', focused: true },
  { path: '/reports/:id', load: said(() => import('./report/page')) },
  { path: '/search', load: said(() => import('./search/screen')) },
  { path: '/sign-in', load: said(() => import('./account/sign_in')) },
  { path: '/inbox', load: said(() => import('./notify/inbox')), tab: 'me' },
  { path: '/me', load: said(() => import('./account/me')), tab: 'me' },
  { path: '/me/data', load: said(() => import('./privacy/screen')), tab: 'me' },
  { path: '/me/security', load: said(() => import('./account/security')), tab: 'me' },
  { path: '/enrol', load: said(() => import('./account/enrol')), focused: true },
  { path: '/desk', load: staff(said(() => import('./desk/screen'))) },
  { path: '/moderation', load: staff(said(() => import('./moderation/queue'))) },
  { path: '/me/verify', load: said(() => import('./verify/screen')), tab: 'me' },
  { path: '/counter', load: said(() => import('./counter/screen')) },
  { path: '/admin', load: said(() => import('./admin/screen')) },
  { path: '/about', load: said(() => import('./about/screen')) },
]

if (import.meta.env.DEV) routes.push({ path: '/dev/ui', load: () => import('./dev/ui') })

const notFound: Route = { path: '*', load: () => import('./home/not_found') }

/** Loads what the first paint needs and puts the app in place of what the server wrote. */
export async function start(): Promise<void> {
  const root = document.getElementById('app')
  if (!root) throw new Error('start: #app: not in the page')
  await Promise.all([loadWords(pageLang()), startRouter(routes, notFound)])
  showTheme()
  startOutbox()
  void loadMe()
  watchMe()
  const now = new Date().toISOString()
  const draw = () => {
    root.replaceChildren()
    render(<Frame />, root)
  }
  // Reading the scripts, a browser's first words for times, and drawing: between the pieces of work a tap may come.
  for (const piece of [() => boot.page && ago(now), () => place.value?.params.id && date(now, 'long'), draw]) {
    await new Promise((go) => setTimeout(go))
    piece()
  }
  // What Go brought names what it shows: the city's own profile does not compete with the first drawing.
  loadCity().catch(() => addEventListener('online', () => void loadCity().catch(() => {}), { once: true }))
  startWorker()
}
