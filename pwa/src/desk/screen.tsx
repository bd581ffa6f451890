// The official's desk: my authority's queue by deadline, and beside it the report with everything that can be done. All
// of it by keyboard; the filters are in the address, so that a bookmark is a saved filter.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, ask, problemText } from '../api'
import { authorityName } from '../city'
import { useLoad } from '../load'
import { usePages } from '../pages'
import type { Report, Summary } from '../report/types'
import { go, href, type ScreenProps } from '../route'
import { me } from '../session'
import { IconButton } from '../ui/button'
import { Empty } from '../ui/empty'
import { Page } from '../ui/page'
import { announce, toast } from '../ui/toast'
import { t } from '../words'
import { staff } from '../words/staff'
import { acts, actsFor, inverseOf, type Name, post } from './act'
import { choose, focusChosen, focusRow, KeySheet, Split, useMove, wide } from './console'
import { type Key, useKeys } from './keys'
import { Filters, Numbers, Pick, Rows } from './list'
import { countDay, filterOf, findQueue } from './queue'
import { Chosen } from './report'

export default function Desk({ query }: ScreenProps) {
  const authorities = (me.value?.roles ?? []).flatMap(({ role, authority }) =>
    role === 'official' && authority ? [authority] : [],
  )
  if (authorities.length > 0) return <Console query={query} authorities={authorities} />
  return (
    <Page title={t.title.desk} back="/">
      {me.value !== undefined && (
        <Empty
          icon="inbox"
          text={staff.desk.not_official}
          action={me.value ? undefined : { label: t.act.sign_in, run: () => go('/sign-in?next=/desk') }}
        />
      )}
    </Page>
  )
}

/** What the desk knows, and how it changes. */
function useDesk(query: URLSearchParams, authorities: string[]) {
  const filter = filterOf(query, authorities)
  const current = query.get('report') ?? ''
  const composing = useSignal<{ name: Name; of: string } | undefined>(undefined)
  const pages = usePages((after) => findQueue(filter, after), [JSON.stringify(filter)])
  const day = useLoad(() => countDay(filter.authority), [filter.authority])
  const officials = useLoad(
    () => ask(api.GET('/api/v1/authorities/{code}/officials', { params: { path: { code: filter.authority } } })),
    [filter.authority],
  )
  const whole = useLoad(
    async () =>
      current ? await ask(api.GET('/api/v1/reports/{id}', { params: { path: { id: current } } })) : undefined,
    [current],
  )
  const items = pages.data?.items ?? []
  // The answer for another report may still be on the screen while the next one is on its way.
  const report = whole.data?.id === current ? whole.data : undefined
  const replace = (now: Report) => {
    if (now.id === current) whole.set(now)
    pages.set({ ...pages.data, items: items.map((one) => (one.id === now.id ? summaryOf(one, now) : one)) })
    day.reload()
  }
  return {
    filter,
    current,
    composing,
    pages,
    day,
    officials: officials.data?.items ?? [],
    whole,
    items,
    report,
    replace,
  }
}

// A whole report holds all that a row shows.
function summaryOf(row: Summary, now: Report): Summary {
  const { status, contested, overdue, awaiting_answer, due_at, updated_at, authority, rev } = now
  return {
    ...row,
    status,
    contested,
    overdue,
    awaiting_answer,
    due_at,
    updated_at,
    authority,
    rev,
    assignee: now.assignee,
  }
}

type DeskState = ReturnType<typeof useDesk>

function Console({ query, authorities }: { query: URLSearchParams; authorities: string[] }) {
  const desk = useDesk(query, authorities)
  const { filter, current, composing, pages, whole, items, report, officials } = desk
  const help = useSignal(false)
  const count = pages.data?.items.length
  useEffect(() => {
    if (count !== undefined) announce(t.report.count(count))
  }, [count])
  const move = useMove(
    'report',
    items.map(({ id }) => id),
    current,
  )
  const handles = handlesOf(desk)
  const keys: Key[] = [
    { keys: ['j', 'k'], label: staff.desk.key_move, run: () => {} },
    { keys: ['Enter'], label: staff.desk.key_read, run: focusChosen },
    ...acts.map(({ key, name }) => ({ keys: [key], label: staff.act[name], run: () => handles.start(name) })),
    { keys: ['m'], label: staff.act.assign_me, run: handles.takeOn },
    { keys: ['o'], label: staff.desk.key_open, run: () => current && void go(href(`/reports/${current}`)) },
    { keys: ['Escape'], label: staff.desk.key_back, run: handles.leave },
    { keys: ['?'], label: staff.desk.key_keys, run: () => (help.value = true) },
  ]
  useKeys([
    { keys: ['j', 'ArrowDown'], label: '', run: () => move(1) },
    { keys: ['k', 'ArrowUp'], label: '', run: () => move(-1) },
    ...keys,
  ])
  return (
    <Page
      title={authorityName(filter.authority) || t.title.desk}
      back={current && !wide.value ? '/desk' : '/me'}
      width="full"
      actions={
        <>
          <IconButton icon="refresh" label={staff.desk.refresh} onClick={() => refresh(desk)} />
          {wide.value && <IconButton icon="info" label={staff.desk.keys} onClick={() => (help.value = true)} />}
        </>
      }
    >
      <Split
        label={staff.desk.queue}
        nothing={items.length > 0 ? staff.desk.pick : ''}
        queue={
          <>
            {authorities.length > 1 && (
              <Pick
                name="authority"
                label={staff.desk.desks}
                empty=""
                value={filter.authority}
                options={authorities.map((code) => ({ value: code, label: authorityName(code) }))}
              />
            )}
            <Numbers day={desk.day.data} view={filter.view} />
            <Filters filter={filter} />
            <Rows {...{ pages, filter, current, officials }} />
          </>
        }
        chosen={
          current && (
            <Chosen
              key={current}
              summary={items.find(({ id }) => id === current)}
              report={report}
              error={report ? undefined : whole.error}
              onRetry={whole.reload}
              composing={composing.value?.of === current ? composing.value.name : undefined}
              officials={officials}
              onStart={handles.start}
              onCancel={handles.leave}
              onDone={handles.done}
            />
          )
        }
      />
      <KeySheet open={help.value} keys={keys} onClose={() => (help.value = false)} />
    </Page>
  )
}

function refresh({ pages, day, whole }: DeskState) {
  pages.reload()
  day.reload()
  whole.reload()
}

/** What keys and buttons do on the desk. */
function handlesOf({ composing, current, report, replace }: DeskState) {
  const back = () => {
    if (!focusRow(current)) focusChosen()
  }
  const takeBack = async (body: ReturnType<typeof inverseOf>) => {
    try {
      if (body && report) replace(await post(report, body))
      toast(staff.act.undone)
    } catch (error) {
      toast(problemText(error))
    }
  }
  const tell = (name: Name, before: Report, now: Report) => {
    replace(now)
    const inverse = inverseOf(name, before)
    const word = name in staff.act.done ? (name as keyof typeof staff.act.done) : 'status'
    toast(staff.act.done[word], inverse && { label: t.act.undo, run: () => takeBack(inverse) })
  }
  return {
    start(name: Name) {
      if (report && actsFor(report).some((act) => act.name === name)) composing.value = { name, of: current }
    },
    leave() {
      if (composing.value) composing.value = undefined
      else if (!wide.value && current) choose('report', undefined)
      back()
    },
    done(now: Report) {
      const name = composing.value?.name
      composing.value = undefined
      if (name && report) tell(name, report, now)
      back()
    },
    async takeOn() {
      const own = me.value?.id
      if (!report?.viewer?.can.includes('assign') || !own || report.assignee === own) return
      const inverse = inverseOf('assign', report)
      try {
        if (inverse) tell('assign', report, await post(report, { ...inverse, assignee: own }))
      } catch (error) {
        toast(problemText(error))
      }
    },
  }
}
