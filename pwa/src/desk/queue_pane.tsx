import { authorityName } from '../city'
import { setQuery } from '../route'
import { Tabs } from '../ui/tabs'
import { staff } from '../words/staff'
import { choose, wide } from './console'
import { Day } from './day'
import { Filters, Numbers, Pick, SavedFilters } from './filters'
import { Rows, Tools } from './list'
import { QueueMap } from './map'
import type { Selecting } from './select'
import type { DeskState } from './state'

export type Pane = '' | 'map' | 'day'

/** Which view of the queue the address asks for; "" is the list. */
export function paneOf(query: URLSearchParams): Pane {
  const pane = query.get('pane')
  return pane === 'map' || pane === 'day' ? pane : ''
}

interface QueueProps {
  desk: DeskState
  authorities: string[]
  pane: Pane
  chooser: Selecting
}

/** The queue with what narrows it. On a phone its map and its numbers take the list's place. */
export function Queue({ desk, authorities, pane, chooser }: QueueProps) {
  const { filter, items, current, officials, day } = desk
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
      <Filters filter={filter} officials={officials} />
      <SavedFilters filter={filter} />
      {wide.value ? (
        <List desk={desk} chooser={chooser} />
      ) : (
        <Tabs
          label={staff.queue.panes}
          value={pane || 'list'}
          tabs={(['list', 'map', 'day'] as const).map((value) => ({ value, label: staff.queue[value] }))}
          onValue={(value) => setQuery({ pane: value === 'list' ? undefined : value })}
        >
          {pane === '' && <List desk={desk} chooser={chooser} />}
          {pane === 'map' && <QueueMap items={items} current={current} onChoose={(id) => choose('report', id)} />}
          {pane === 'day' && <Day day={day} />}
        </Tabs>
      )}
    </>
  )
}

function List({ desk, chooser }: { desk: DeskState; chooser: Selecting }) {
  const { pages, filter, current, officials, items, selected, acting } = desk
  return (
    <>
      <Tools
        {...{ filter, officials }}
        count={items.length}
        more={!!pages.more}
        selected={selected.value}
        selecting={chooser}
        onAct={() => (acting.value = 'acknowledged')}
      />
      <Rows {...{ pages, filter, current, officials }} selected={selected.value} selecting={chooser} />
    </>
  )
}
