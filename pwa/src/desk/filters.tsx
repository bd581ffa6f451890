// What narrows the queue: the numbers of the day, four choices, and sets of them under a name. All of it is in the address.
import { useSignal } from '@preact/signals'
import { choices } from '../report/filters'
import { place, setQuery } from '../route'
import { Button, IconButton } from '../ui/button'
import { Chip } from '../ui/choice'
import { TextField } from '../ui/field'
import { Icon } from '../ui/icon'
import { Sheet } from '../ui/sheet'
import { toast } from '../ui/toast'
import { number, t } from '../words'
import { say } from '../words/resident'
import { staff } from '../words/staff'
import type { Numbers as DayNumbers } from './chart'
import type { Official } from './form'
import { type Filter, narrowed, statusesOf, type View } from './queue'
import { filterKeys, filtersIn, forgetFilters, mostName, saved, saveFilters } from './saved'

const tiles: { view: View; day: 'open' | 'week' | 'overdue' | 'contested' }[] = [
  { view: '', day: 'open' },
  { view: 'week', day: 'week' },
  { view: 'overdue', day: 'overdue' },
  { view: 'contested', day: 'contested' },
]

/** My day in numbers; each is a view of the queue. */
export function Numbers({ day, view }: { day?: DayNumbers; view: View }) {
  const alarming = (one: View, n?: number) => (one === 'overdue' || one === 'contested') && !!n
  return (
    // biome-ignore lint/a11y/useSemanticElements: these are buttons, not fields
    <div class="numbers" role="group" aria-label={staff.desk.queue}>
      {tiles.map((tile) => (
        <button
          key={tile.view}
          type="button"
          aria-pressed={view === tile.view}
          onClick={() => setQuery({ view: tile.view || undefined, status: undefined })}
        >
          <strong class={alarming(tile.view, day?.[tile.day]) ? 'danger' : undefined}>
            <bdi>{day ? number(day[tile.day]) : '…'}</bdi>
          </strong>
          <span>{staff.desk[tile.day]}</span>
        </button>
      ))}
    </div>
  )
}

/** The choices beyond the numbers, each at once in the address. */
export function Filters({ filter, officials }: { filter: Filter; officials: Official[] }) {
  const { areas, categories } = choices()
  const people = [
    { value: 'me', label: staff.queue.me },
    { value: 'nobody', label: staff.queue.nobody },
    ...officials.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <div class="picks">
      <Status filter={filter} />
      <Pick name="assignee" label={staff.queue.whose} value={filter.assignee} options={people} />
      <Pick name="area" label={say.list.area} value={filter.area} options={areas} />
      <Pick name="category" label={say.list.category} value={filter.category} options={categories} />
    </div>
  )
}

function Status({ filter }: { filter: Filter }) {
  const now = filter.status.length === 1 ? filter.status[0] : filter.view === 'closed' ? 'closed' : ''
  const option = (status: Filter['status'][number]) => ({ value: status, label: t.report.status[status] })
  const choose = (value: string) => {
    const closed = value === 'closed' || statusesOf('closed').some((one) => one === value)
    const view = closed ? 'closed' : filter.view === 'closed' ? undefined : filter.view || undefined
    setQuery({ view, status: value === 'closed' ? undefined : value })
  }
  return (
    <Pick
      name="status"
      label={staff.queue.status}
      empty={staff.queue.every_open}
      value={now ?? ''}
      options={[
        ...statusesOf('').map(option),
        { value: 'closed', label: staff.queue.every_closed },
        ...statusesOf('closed').map(option),
      ]}
      onPick={choose}
    />
  )
}

interface PickProps {
  name: string
  label: string
  value: string
  options: { value: string; label: string }[]
  empty?: string
  onPick?: (value: string) => void
}

/** A small select whose empty choice is its name. */
export function Pick({ name, label, value, options, empty = label, onPick }: PickProps) {
  return (
    <div class={value ? 'select on' : 'select'}>
      <select
        class="input"
        aria-label={label}
        value={value}
        onChange={({ currentTarget }) =>
          onPick ? onPick(currentTarget.value) : setQuery({ [name]: currentTarget.value })
        }
      >
        {empty && <option value="">{empty}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </div>
  )
}

/** Puts every filter of a set in the address, and takes the others out. */
function use(query: string): void {
  const wanted = new URLSearchParams(query)
  setQuery(Object.fromEntries(filterKeys.map((key) => [key, wanted.get(key) ?? undefined])))
}

/** Sets of filters under a name, as chips; the one in use can be forgotten, a new one can be kept. */
export function SavedFilters({ filter }: { filter: Filter }) {
  const naming = useSignal(false)
  const now = filtersIn(place.value?.query ?? new URLSearchParams())
  const own = saved.value.find(({ query }) => query === now)
  if (saved.value.length === 0 && !narrowed(filter)) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: these are buttons, not fields
    <div class="chips kept" role="group" aria-label={staff.queue.saved}>
      {saved.value.map(({ name, query }) => (
        <Chip key={name} on={query === now} onToggle={(on) => use(on ? query : '')}>
          <bdi>{name}</bdi>
        </Chip>
      ))}
      {own && <IconButton icon="trash" label={staff.queue.forget(own.name)} onClick={() => forgetFilters(own.name)} />}
      {!own && narrowed(filter) && (
        <Chip icon="plus" onToggle={() => (naming.value = true)}>
          {staff.queue.save}
        </Chip>
      )}
      {narrowed(filter) && (
        <Chip icon="close" onToggle={() => use('')}>
          {staff.queue.clear}
        </Chip>
      )}
      <Naming open={naming.value} onClose={() => (naming.value = false)} />
    </div>
  )
}

function Naming({ open, onClose }: { open: boolean; onClose: () => void }) {
  const name = useSignal('')
  const keep = (event: Event) => {
    event.preventDefault()
    if (!name.value.trim()) return
    if (!saveFilters(name.value, place.value?.query ?? new URLSearchParams())) toast(staff.queue.full)
    name.value = ''
    onClose()
  }
  return (
    <Sheet open={open} title={staff.queue.save} onClose={onClose}>
      <form class="stack" onSubmit={keep}>
        <TextField
          label={staff.queue.name}
          hint={staff.queue.save_hint}
          maxLength={mostName}
          value={name.value}
          onValue={(now) => (name.value = now)}
        />
        <Button type="submit" look="primary" block>
          {t.act.save}
        </Button>
      </form>
    </Sheet>
  )
}
