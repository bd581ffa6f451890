import { IconButton } from '../ui/button'
import { number } from '../words'
import { staff } from '../words/staff'
import { Bulk } from './bulk_panel'
import { focusRow, wide } from './console'
import { Chosen } from './report'
import type { DeskState, Handles } from './state'

interface OnDeskProps {
  desk: DeskState
  handles: Handles
  move: (step: 1 | -1) => void
}

/** What lies on the desk: the chosen report, or one act for all that are selected. */
export function OnDesk({ desk, handles, move }: OnDeskProps) {
  const { current, items, report, whole, composing, officials, templates, acting, selected, filter } = desk
  if (acting.value) {
    return (
      <Bulk
        reports={items.filter(({ id }) => selected.value.has(id))}
        authority={filter.authority}
        first={acting.value}
        {...{ officials, templates }}
        onDone={desk.replace}
        onClose={() => {
          acting.value = ''
          selected.value = new Set()
          desk.day.reload()
          // The button that closed it is gone: on with the queue.
          requestAnimationFrame(() => focusRow(current) || focusRow(items[0]?.id ?? ''))
        }}
      />
    )
  }
  return (
    <>
      {!wide.value && <Step at={items.findIndex(({ id }) => id === current)} all={items.length} move={move} />}
      <Chosen
        key={current}
        summary={items.find(({ id }) => id === current)}
        report={report}
        error={report || whole.loading ? undefined : whole.error}
        onRetry={whole.reload}
        composing={composing.value?.of === current ? composing.value.name : undefined}
        {...{ officials, templates }}
        onStart={handles.start}
        onCancel={handles.leave}
        onDone={handles.done}
        onHeld={handles.held}
      />
    </>
  )
}

// On a phone the queue is out of sight: where one is in it, and the way on.
function Step({ at, all, move }: { at: number; all: number; move: OnDeskProps['move'] }) {
  if (at < 0) return null
  return (
    <nav class="step" aria-label={staff.desk.queue}>
      <IconButton icon="next" label={staff.queue.previous} disabled={at === 0} onClick={() => move(-1)} />
      <span class="small soft">{staff.queue.place(number(at + 1), number(all))}</span>
      <IconButton icon="next" label={staff.queue.next} disabled={at === all - 1} onClick={() => move(1)} />
    </nav>
  )
}
