import { href, place } from '../route'
import { t } from '../words'
import { Icon, type IconName } from './icon'
import { Logo } from './logo'

interface Tab {
  key: string
  path: string
  icon: IconName
  label: string
  count?: number
}

/** The bottom bar, at the start of the line on wide screens. count is shown on Me: what waits and what is unread. */
export function TabBar({ count = 0 }: { count?: number }) {
  const tabs: Tab[] = [
    { key: 'home', path: '/', icon: 'home', label: t.nav.home },
    { key: 'map', path: '/map', icon: 'map', label: t.nav.map },
    { key: 'report', path: '/reports/new', icon: 'plus', label: t.nav.report },
    { key: 'me', path: '/me', icon: 'person', label: t.nav.me, count },
  ]
  return (
    <nav class="tabbar" aria-label={t.nav.label}>
      <a class="brand" href={href('/')}>
        <Logo size={32} />
        {t.app.name}
      </a>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.key}>
            <TabLink {...tab} here={place.value?.route.tab === tab.key} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function TabLink({ path, icon, label, count, here }: Omit<Tab, 'key'> & { here: boolean }) {
  const report = icon === 'plus'
  return (
    <a class={report ? 'tab report' : 'tab'} href={href(path)} aria-current={here ? 'page' : undefined}>
      {report ? (
        <span class="blob">
          <Icon name={icon} size={28} />
        </span>
      ) : (
        <Icon name={icon} />
      )}
      <span>{label}</span>
      {!!count && <span class="pip">{count > 99 ? '99+' : count}</span>}
    </a>
  )
}
