// Every piece and every token on one page, in both directions and by day and by night, to be looked at. Only in development.
import { useEffect, useRef } from 'preact/hooks'
import { href, type ScreenProps } from '../route'
import { Zellige } from '../ui/logo'
import { Menu } from '../ui/menu'
import { Page } from '../ui/page'
import { type Lang, langNames, langs, t } from '../words'
import { Buttons, Fields, Pictures, Pieces, Said } from './pieces'
import { Tokens } from './tokens'
import './ui.css'

type Theme = 'light' | 'dark'

/** Each pane is a page of its own, so that its words, its direction, its theme and what is fixed to its edges are real. */
const panes: [Lang, Theme][] = [
  ['fr', 'light'],
  ['ar', 'light'],
  ['fr', 'dark'],
  ['ar', 'dark'],
]

export default function Gallery({ query }: ScreenProps) {
  const pane = query.get('pane')
  if (pane === 'light' || pane === 'dark') return <Pane theme={pane} />
  const menu = langs.map((lang) => ({
    label: langNames[lang],
    lang,
    href: href('/dev/ui?pane=light', lang),
    on: lang === document.documentElement.lang,
  }))
  return (
    <Page title={t.app.name} brand width="full" actions={<Menu label={t.app.language} icon="language" items={menu} />}>
      <div class="panes">
        {panes.map(([lang, theme]) => (
          <figure key={lang + theme}>
            <figcaption>
              <a href={href(`/dev/ui?pane=${theme}`, lang)}>
                {lang} · {lang === 'ar' ? 'rtl' : 'ltr'} · {theme}
              </a>
            </figcaption>
            <iframe title={`${lang} ${theme}`} src={href(`/dev/ui?pane=${theme}`, lang)} />
          </figure>
        ))}
      </div>
    </Page>
  )
}

function Pane({ theme }: { theme: Theme }) {
  const whole = useRef<HTMLDivElement>(null)
  useEffect(() => {
    document.documentElement.dataset.theme = theme
    const frame = window.frameElement as HTMLElement | null
    if (!frame || !whole.current) return
    // As tall as what is in it: the outer page scrolls, and the panes stand side by side.
    const fit = new ResizeObserver(([seen]) => {
      frame.style.blockSize = `${(seen?.contentRect.height ?? 0) + 260}px`
    })
    fit.observe(whole.current)
    return () => fit.disconnect()
  }, [theme])
  return (
    <Page title={t.app.name} brand back="/">
      <div ref={whole} class="stack">
        <Zellige />
        <p class="soft">{t.app.description}</p>
        <Tokens />
        <Buttons />
        <Fields />
        <Pieces />
        <Said />
        <Pictures />
      </div>
    </Page>
  )
}
