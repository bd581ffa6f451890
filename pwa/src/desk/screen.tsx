// The official's desk: my authority's queue by deadline, and beside it the report with everything that can be done. All
// of it by keyboard; the filters are in the address, so that a bookmark is a saved filter.
import { useSignal } from '@preact/signals'
import { authorityName } from '../city'
import { go, href, type ScreenProps, setQuery } from '../route'
import { me } from '../session'
import { IconButton } from '../ui/button'
import { Empty } from '../ui/empty'
import { Select } from '../ui/field'
import { Page } from '../ui/page'
import { Skeleton } from '../ui/spinner'
import { announce } from '../ui/toast'
import { t } from '../words'
import { staff } from '../words/staff'
import { acts } from './act'
import { choose, focusChosen, KeySheet, moving, Split, useMove, wide } from './console'
import { Day } from './day'
import { delay, delays, setDelay } from './held'
import { type Key, useKeys } from './keys'
import { QueueMap } from './map'
import { OnDesk } from './on_desk'
import { paneOf, Queue } from './queue_pane'
import { type Selecting, selecting } from './select'
import { type DeskState, type Handles, handlesOf, refresh, undo, useDesk, useHeld } from './state'
import { managing } from './template_pick'
import { Templates } from './template_sheet'
import { Tray } from './tray'

export default function Desk({ query }: ScreenProps) {
  const authorities = (me.value?.roles ?? []).flatMap(({ role, authority }) =>
    role === 'official' && authority ? [authority] : [],
  )
  if (authorities.length > 0) return <Console query={query} authorities={authorities} />
  return (
    <Page title={t.title.desk} back="/">
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
  useHeld(desk)
  const { filter, current, items, day } = desk
  const help = useSignal(false)
  const ids = items.map(({ id }) => id)
  const move = useMove('report', ids, current)
  const handles = handlesOf(desk)
  const chooser = selecting(desk.selected, ids)
  const pane = paneOf(query)
  const keys = keysOf({ handles, current, chooser, pane, help: () => (help.value = true) })
  useKeys([...moving(move), ...keys])
  const busy = !!desk.acting.value || !!current
  return (
    <Page
      title={authorityName(filter.authority) || t.title.desk}
      back={current && !wide.value ? '/desk' : '/me'}
      width="full"
      actions={<Actions desk={desk} pane={pane} onHelp={() => (help.value = true)} />}
    >
      <Split
        label={staff.desk.queue}
        nothing={staff.desk.pick}
        queue={<Queue {...{ desk, authorities, pane, chooser }} />}
        idle={<Day day={day} />}
        chosen={busy && !(wide.value && pane === 'day') && <OnDesk {...{ desk, handles, move }} />}
        map={pane === 'map' && <QueueMap items={items} current={current} onChoose={(id) => choose('report', id)} />}
      />
      <Tray current={desk.acting.value ? '' : current} onOpen={(id) => choose('report', id)} />
      <KeySheet open={help.value} keys={keys} onClose={() => (help.value = false)}>
        <Select
          label={staff.hold.delay}
          value={String(delay.value)}
          options={delays.map((value) => ({ value: String(value), label: staff.hold.delays[value] }))}
          onValue={(value) => setDelay(Number(value))}
        />
      </KeySheet>
      <Templates
        open={managing.value}
        authority={filter.authority}
        templates={desk.templates}
        onClose={() => (managing.value = false)}
      />
    </Page>
  )
}

const turn = (pane: string, to: string) => setQuery({ pane: pane === to ? undefined : to })

function Actions({ desk, pane, onHelp }: { desk: DeskState; pane: string; onHelp: () => void }) {
  const renew = () => {
    refresh(desk)
    announce(staff.queue.refreshed)
  }
  const toggle = (to: 'map' | 'day', icon: 'map' | 'chart', label: string) => (
    <IconButton icon={icon} label={label} aria-pressed={pane === to} onClick={() => turn(pane, to)} />
  )
  return (
    <>
      {wide.value && toggle('day', 'chart', staff.day.title)}
      {wide.value && toggle('map', 'map', staff.queue.map)}
      <IconButton icon="refresh" label={staff.desk.refresh} onClick={renew} />
      <IconButton icon="info" label={staff.desk.keys} onClick={onHelp} />
    </>
  )
}

interface KeysProps {
  handles: Handles
  current: string
  chooser: Selecting
  pane: string
  help: () => void
}

function keysOf({ handles, current, chooser, pane, help }: KeysProps): Key[] {
  const row = () => document.activeElement?.closest('[data-row]')?.getAttribute('data-row') || current
  return [
    { keys: ['Enter'], label: staff.desk.key_read, run: focusChosen },
    ...acts.map(({ key, name }) => ({ keys: [key], label: staff.act[name], run: () => void handles.start(name) })),
    { keys: ['m'], label: staff.act.assign_me, run: handles.takeOn },
    { keys: ['z'], label: staff.hold.key, run: () => undo() },
    { keys: ['x'], label: staff.bulk.key, run: () => row() && chooser.toggle(row()) },
    { keys: ['X'], label: staff.bulk.key_range, run: () => row() && chooser.range(row()) },
    { keys: ['*'], label: staff.bulk.key_all, run: chooser.all },
    { keys: ['v'], label: staff.queue.map, run: () => turn(pane, 'map') },
    { keys: ['g'], label: staff.day.title, run: () => turn(pane, 'day') },
    { keys: ['t'], label: staff.template.manage, run: () => (managing.value = true) },
    { keys: ['o'], label: staff.desk.key_open, run: () => current && void go(href(`/reports/${current}`)) },
    { keys: ['Escape'], label: staff.desk.key_back, run: handles.leave },
    { keys: ['?'], label: staff.desk.key_keys, run: help },
  ]
}
