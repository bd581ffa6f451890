// What the app says in passing. Two live regions exist from the start, because a region that is born with its words is not read.
import { signal } from '@preact/signals'
import { Button } from './button'

interface Toast {
  id: number
  text: string
  action?: { label: string; run: () => void }
}

const toasts = signal<Toast[]>([])
const announced = signal('')
let last = 0

/** Shows a short line for 6 seconds, longer with an action (undo), and has it read out. */
export function toast(text: string, action?: Toast['action']): void {
  const id = ++last
  toasts.value = [...toasts.value.slice(-2), { id, text, action }]
  setTimeout(() => drop(id), action ? 12_000 : 6_000)
}

/** Has a line read out without showing it: a title after navigation, a number of results. */
export function announce(text: string): void {
  announced.value = ''
  requestAnimationFrame(() => {
    announced.value = text
  })
}

function drop(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id)
}

/** The place where toasts appear; once, in the frame. */
export function Toasts() {
  return (
    <>
      <div class="hush" role="status">
        {announced}
      </div>
      <div class="toasts" role="status">
        {toasts.value.map((one) => (
          <div key={one.id} class="toast">
            <span class="grow">{one.text}</span>
            {one.action && (
              <Button
                look="ghost"
                onClick={() => {
                  drop(one.id)
                  one.action?.run()
                }}
              >
                {one.action.label}
              </Button>
            )}
          </div>
        ))}
      </div>
    </>
  )
}
