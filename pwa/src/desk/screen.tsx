// The official's desk: my authority's queue by deadline, and beside it the report with everything that can be done. All
// of it by keyboard; the filters are in the address, so that a bookmark is a saved filter.
import { useSignal } from '@preact/signals'
import { authorityName } from '../city'
import { go, href, type ScreenProps } from '../route'
import { me } from '../session'
import { IconButton } from '../ui/button'
import { Empty, OfflineNote } from '../ui/empty'
import { Page } from '../ui/page'
import { Skeleton } from '../ui/spinner'
import { t } from '../words'
import { staff } from '../words/staff'
import { acts } from './act'
import { focusChosen, KeySheet, moving, Split, useMove, wide } from './console'
import { type Key, useKeys } from './keys'
import { Filters, Numbers, Pick, Rows } from './list'
import { Chosen } from './report'
import { type DeskState, handlesOf, refresh, useDesk } from './state'

export default function Desk({ query }: ScreenProps) {
  const authorities = (me.value?.roles ?? []).flatMap(({ role, authority }) =>
    role === 'official' && authority ? [authority] : [],
  )
  if (authorities.length > 0) return <Console query={query} authorities={authorities} />
  return (
    <Page title={t.title.desk} back="/">
      <OfflineNote />
      {me.value === undefined ? (
        <Skeleton height="16rem" />
      ) : (
        <Empty
          icon="inbox"
          text={staff.desk.not_official}
          action={me.value ? undefined : { label: t.act.sign_in, run: () => go('/sign-in?next=/desk') }}
        />
      )}
    </Page>
  )
}

function Console({ query, authorities }: { query: URLSearchParams; authorities: string[] }) {
  const desk = useDesk(query, authorities)
  const { filter, current, items } = desk
  const help = useSignal(false)
  const ids = items.map(({ id }) => id)
  const move = useMove('report', ids, current)
  const handles = handlesOf(desk)
  const keys = keysOf(handles, current, () => (help.value = true))
  useKeys([...moving(move), ...keys])
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
      <OfflineNote />
      <Split
        label={staff.desk.queue}
        nothing={items.length > 0 ? staff.desk.pick : ''}
        queue={<Queue desk={desk} authorities={authorities} />}
        chosen={current && <OnDesk desk={desk} handles={handles} />}
      />
      <KeySheet open={help.value} keys={keys} onClose={() => (help.value = false)} />
    </Page>
  )
}

type Handles = ReturnType<typeof handlesOf>

function keysOf(handles: Handles, current: string, help: () => void): Key[] {
  return [
    { keys: ['Enter'], label: staff.desk.key_read, run: focusChosen },
    ...acts.map(({ key, name }) => ({ keys: [key], label: staff.act[name], run: () => handles.start(name) })),
    { keys: ['m'], label: staff.act.assign_me, run: handles.takeOn },
    { keys: ['o'], label: staff.desk.key_open, run: () => current && void go(href(`/reports/${current}`)) },
    { keys: ['Escape'], label: staff.desk.key_back, run: handles.leave },
    { keys: ['?'], label: staff.desk.key_keys, run: help },
  ]
}

function Queue({ desk, authorities }: { desk: DeskState; authorities: string[] }) {
  const { pages, filter, current, officials, day } = desk
  return (
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
      <Numbers day={day.data} view={filter.view} />
      <Filters filter={filter} />
      <Rows {...{ pages, filter, current, officials }} />
    </>
  )
}

function OnDesk({ desk, handles }: { desk: DeskState; handles: Handles }) {
  const { current, items, report, whole, composing, officials } = desk
  return (
    <Chosen
      key={current}
      summary={items.find(({ id }) => id === current)}
      report={report}
      error={report || whole.loading ? undefined : whole.error}
      onRetry={whole.reload}
      composing={composing.value?.of === current ? composing.value.name : undefined}
      officials={officials}
      onStart={handles.start}
      onCancel={handles.leave}
      onDone={handles.done}
    />
  )
}
