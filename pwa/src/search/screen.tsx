// Search: as one types, in any of the city's languages, narrowed down by chips. The address holds all of it.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Problem } from '../api'
import { locate } from '../location'
import { Bones, ReportCard } from '../report/card'
import { href, type ScreenProps, setQuery } from '../route'
import { Button } from '../ui/button'
import { Chip } from '../ui/choice'
import { Empty, ErrorNote } from '../ui/empty'
import { Icon } from '../ui/icon'
import { Page } from '../ui/page'
import { toast } from '../ui/toast'
import { t } from '../words'
import { say } from '../words/resident'
import { useFinding } from './find'
import { Marked } from './marked'
import { Narrow } from './narrow'
import { blank, orderOf, placeText, type Sort, sorts, type Wanted, wantedOf } from './query'
import './search.css'

export default function Search({ query }: ScreenProps) {
  const wanted = wantedOf(query)
  const finding = useFinding(wanted)
  const down = finding.error instanceof Problem && finding.error.status === 503
  return (
    <Page title={t.title.search} back="/" width="wide">
      <div class="finder">
        <search class="ask-for">
          <Box q={wanted.q} />
          <Order wanted={wanted} />
          {!down && <Narrow wanted={wanted} counts={finding.found?.facets} />}
        </search>
        <div class="finds stack" aria-busy={finding.busy}>
          {down ? <Down wanted={wanted} onRetry={finding.retry} /> : <Finds wanted={wanted} finding={finding} />}
        </div>
      </div>
    </Page>
  )
}

const pause = 250

/** The line to type in: it asks by itself after a short pause, at once on Enter. */
function Box({ q }: { q: string }) {
  const text = useSignal(q)
  const box = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (q !== text.value.trim()) text.value = q
  }, [q])
  useEffect(() => {
    // After the page has put the focus on its heading.
    const frame = requestAnimationFrame(() => !q && box.current?.focus())
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer.current)
    }
  }, [])
  const look = (now: string, wait: number) => {
    text.value = now
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setQuery({ q: now.trim() }), wait)
  }
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault()
        look(text.value, 0)
        box.current?.blur()
      }}
    >
      <label class="hush" for="q">
        {say.search.label}
      </label>
      <Icon name="search" />
      <input
        ref={box}
        id="q"
        class="input"
        type="search"
        dir="auto"
        enterKeyHint="search"
        autoComplete="off"
        maxLength={200}
        placeholder={say.search.hint}
        value={text.value}
        onInput={(event) => look(event.currentTarget.value, pause)}
      />
    </form>
  )
}

/** Near me, and the order. */
function Order({ wanted }: { wanted: Wanted }) {
  const busy = useSignal(false)
  const near = async (on: boolean) => {
    if (!on) return setQuery({ near: undefined, sort: wanted.sort === 'near' ? undefined : wanted.sort })
    busy.value = true
    try {
      setQuery({ near: placeText(await locate()), sort: wanted.q ? wanted.sort : 'near' })
    } catch {
      toast(t.home.near_denied)
    }
    busy.value = false
  }
  const labels: Record<Sort, string> = { ...say.list.sorts, ...say.search.sorts }
  const choices = sorts.filter((sort) => (sort !== 'near' || wanted.near) && (sort !== 'relevance' || wanted.q.trim()))
  return (
    <div class="chips">
      <Chip icon={busy.value ? 'clock' : 'locate'} on={!!wanted.near} onToggle={near}>
        {say.search.near}
      </Chip>
      <label class="chip sort">
        <span class="hush">{say.list.sort}</span>
        <select value={orderOf(wanted)} onChange={(event) => setQuery({ sort: event.currentTarget.value })}>
          {choices.map((sort) => (
            <option key={sort} value={sort}>
              {labels[sort]}
            </option>
          ))}
        </select>
        <Icon name="down" size={18} />
      </label>
    </div>
  )
}

function Finds({ wanted, finding }: { wanted: Wanted; finding: ReturnType<typeof useFinding> }) {
  const { found, exact, error, busy, more, retry } = finding
  const rest = found?.items.filter((hit) => hit.id !== exact?.id) ?? []
  const none = found && rest.length === 0 && !exact
  return (
    <>
      {blank(wanted) && <p class="soft">{say.search.start}</p>}
      <p class="soft small" role="status">
        {busy && !found ? t.app.loading : found && (blank(wanted) ? say.search.fresh : say.search.found(found.total))}
      </p>
      <ErrorNote error={error} onRetry={retry} />
      {!found && busy && <Bones />}
      {exact && (
        <section class="stack" aria-label={say.search.exact}>
          <ReportCard report={exact} level="h2" />
        </section>
      )}
      {rest.length > 0 && (
        <ul class="stack cards">
          {rest.map((hit) => (
            <li key={hit.id}>
              <ReportCard
                report={hit}
                level="h2"
                heading={hit.title ? <Marked spans={hit.highlights.title} otherwise={hit.title} /> : undefined}
                passage={<Marked spans={hit.highlights.description} otherwise={hit.excerpt} />}
              />
            </li>
          ))}
        </ul>
      )}
      {none && !busy && !error && (
        <Empty
          icon="search"
          title={say.search.none}
          text={say.search.none_text}
          action={{ label: say.search.to_list, href: href('/reports') }}
        />
      )}
      {more && (
        <Button block busy={busy} onClick={more}>
          {t.act.more}
        </Button>
      )}
    </>
  )
}

/** Search is out of order: the lists are not, and keep what was chosen as far as they can. */
function Down({ wanted, onRetry }: { wanted: Wanted; onRetry: () => void }) {
  const kept = new URLSearchParams()
  for (const name of ['area', 'category', 'status'] as const) if (wanted[name]) kept.set(name, wanted[name])
  return (
    <>
      <Empty
        icon="alert"
        text={say.search.down}
        action={{ label: say.search.to_list, href: `${href('/reports')}?${kept}` }}
      />
      <Button look="ghost" icon="refresh" onClick={onRetry}>
        {t.act.retry}
      </Button>
    </>
  )
}
