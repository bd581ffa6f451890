// Which rows of the queue are chosen for one act on all of them.
import type { Signal } from '@preact/signals'
import { announce } from '../ui/toast'
import { staff } from '../words/staff'
import { mostItems } from './bulk'

export type Selected = ReadonlySet<string>

/** A set with one more, or one less. */
export function toggled(now: Selected, id: string): Selected {
  const out = new Set(now)
  if (!out.delete(id) && out.size < mostItems) out.add(id)
  return out
}

/** A set with every row between two, in the order of the queue. */
export function ranged(now: Selected, ids: string[], from: string, to: string): Selected {
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)].sort((x, y) => x - y) as [number, number]
  const stretch = a < 0 ? [to] : ids.slice(a, b + 1)
  return new Set([...now, ...stretch].slice(0, mostItems))
}

let last = ''

/** What keys and boxes do to a selection. */
export function selecting(selected: Signal<Selected>, ids: string[]) {
  const say = (now: Selected) => {
    selected.value = now
    announce(staff.bulk.selected(now.size))
  }
  return {
    toggle(id: string) {
      last = id
      say(toggled(selected.value, id))
    },
    range(id: string) {
      say(ranged(selected.value, ids, last, id))
      last = id
    },
    all() {
      const every = ids.slice(0, mostItems)
      say(every.every((id) => selected.value.has(id)) ? new Set() : new Set(every))
    },
    none() {
      say(new Set())
    },
  }
}

export type Selecting = ReturnType<typeof selecting>
