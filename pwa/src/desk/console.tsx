// The frame of a console: a queue and what is chosen from it, side by side on a desk, one after the other on a phone.
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { go, place, setQuery } from '../route'
import { Sheet } from '../ui/sheet'
import { t } from '../words'
import { staff } from '../words/staff'
import { type Key, keysOn, switchKeys } from './keys'
import './console.css'

const screen = matchMedia('(min-width: 60rem)')

/** True when there is room for two panes. */
export const wide = signal(screen.matches)
screen.addEventListener('change', () => {
  wide.value = screen.matches
})

interface SplitProps {
  /** What the queue is, for those who hear it. */
  label: string
  queue: ComponentChildren
  /** What was chosen; on a phone it stands instead of the queue. */
  chosen?: ComponentChildren
  nothing: string
  /** What stands beside or above the chosen on a desk when nothing is chosen yet, instead of a hint. */
  idle?: ComponentChildren
  /** A third pane on a desk: a map. */
  map?: ComponentChildren
}

export function Split({ label, queue, chosen, nothing, idle, map }: SplitProps) {
  const third = wide.value && map
  return (
    <div class={third ? 'split mapped' : 'split'}>
      {(wide.value || !chosen) && (
        <section class="pane queue" aria-label={label}>
          {queue}
        </section>
      )}
      {third && <div class="pane beside">{map}</div>}
      {(wide.value || chosen) && (
        <div class="pane chosen">{chosen || idle || <p class="soft nothing">{nothing}</p>}</div>
      )}
    </div>
  )
}

/** Chooses a row: beside the queue in place, on a phone as a step that can be gone back. */
export function choose(name: string, id: string | undefined): void {
  const now = place.value
  if (wide.value || !id || !now) {
    setQuery({ [name]: id })
    return
  }
  const url = new URL(now.url, location.href)
  url.searchParams.set(name, id)
  void go(url.pathname + url.search)
}

/** Puts the focus on a row, when it is there; says whether it was. */
export function focusRow(id: string): boolean {
  const row = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)
  row?.focus()
  row?.scrollIntoView({ block: 'nearest' })
  return !!row
}

/** Puts the focus on the heading of what is chosen. */
export function focusChosen(): void {
  document.querySelector<HTMLElement>('.chosen h2')?.focus()
}

/** Makes the mover of a queue: to the next row and back, choosing it where it is shown beside. */
export function useMove(name: string, ids: string[], current: string) {
  const last = useRef(current)
  if (current) last.current = current
  return (step: 1 | -1) => {
    const row = document.activeElement?.closest('[data-row]')?.getAttribute('data-row')
    const from = ids.indexOf(row ?? last.current)
    const id = ids[from < 0 ? 0 : Math.min(Math.max(from + step, 0), ids.length - 1)]
    if (!id) return
    last.current = id
    if (wide.value || current) choose(name, id)
    if (!focusRow(id)) requestAnimationFrame(focusChosen)
  }
}

/** The keys of a mover. Arrows move on the rows alone: elsewhere they scroll, or choose in a group. */
export function moving(move: (step: 1 | -1) => void): Key[] {
  return [
    { keys: ['j', 'ArrowDown'], label: '', run: () => move(1) },
    { keys: ['k', 'ArrowUp'], label: '', run: () => move(-1) },
  ]
}

/** A key as it is printed on the keyboard. */
function shown(name: string): string {
  if (name === 'Escape') return 'Esc'
  return /^[A-Z]$/.test(name) ? `⇧ ${name}` : name
}

interface KeySheetProps {
  open: boolean
  keys: Key[]
  onClose: () => void
  /** Further settings of this console. */
  children?: ComponentChildren
}

/** What the keys do, and the switch that silences them. */
export function KeySheet({ open, keys, onClose, children }: KeySheetProps) {
  return (
    <Sheet open={open} title={staff.desk.keys} onClose={onClose}>
      <div class="stack">
        <dl class="keys">
          <div>
            <dt>{staff.desk.key_move}</dt>
            <dd dir="ltr">
              <kbd>j</kbd>
              <kbd>k</kbd>
            </dd>
          </div>
          {keys.map(({ keys: names, label }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd dir="ltr">
                {names.map((name) => (
                  <kbd key={name}>{shown(name)}</kbd>
                ))}
              </dd>
            </div>
          ))}
          <div>
            <dt>{t.act.send}</dt>
            <dd dir="ltr">
              <kbd>Ctrl</kbd>
              <kbd>Enter</kbd>
            </dd>
          </div>
        </dl>
        <label class="row switch">
          <input type="checkbox" checked={keysOn.value} onChange={(event) => switchKeys(event.currentTarget.checked)} />
          {staff.desk.keys_on}
        </label>
        {children}
      </div>
    </Sheet>
  )
}
