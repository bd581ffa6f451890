import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { goBack, navigations } from '../route'
import { t } from '../words'
import { IconButton } from './button'
import { OfflineNote } from './empty'
import { Logo } from './logo'
import { announce } from './toast'

interface PageProps {
  /** The heading, the tab's title, and what a reader hears on arrival. */
  title: string
  /** Show a back arrow; the path to go to when there is no history. */
  back?: string
  /** Show the app's mark before the title (home). */
  brand?: boolean
  /** Icon buttons at the end of the bar. */
  actions?: ComponentChildren
  /** wide for consoles and lists beside a map, full for a map without margins. */
  width?: 'text' | 'wide' | 'full'
  children?: ComponentChildren
}

/** A screen: the bar with its heading, then the content. On arrival the heading takes the focus and is announced. */
export function Page({ title, back, brand, actions, width = 'text', children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (navigations > 0) heading.current?.focus({ preventScroll: true })
  }, [])
  useEffect(() => {
    document.title = `${title} · ${t.app.name}`
    if (navigations > 0) announce(title)
  }, [title])
  return (
    <div class="page">
      <header class="topbar">
        {back !== undefined && <IconButton icon="back" label={t.nav.back} onClick={() => goBack(back)} />}
        {brand && <Logo size={32} />}
        <h1 ref={heading} tabIndex={-1} dir="auto">
          {title}
        </h1>
        {actions}
      </header>
      <main id="main" class={width === 'text' ? undefined : width}>
        <OfflineNote />
        {children}
      </main>
    </div>
  )
}
