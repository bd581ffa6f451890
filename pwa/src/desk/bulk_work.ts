// A bulk act on its way: written, waiting to be taken back, running, done.
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Report, Summary } from '../report/types'
import { announce } from '../ui/toast'
import { number } from '../words'
import { staff } from '../words/staff'
import { again, countOf, type Item, itemsOf, run } from './bulk'
import { delay } from './held'

type Phase = 'writing' | 'held' | 'running' | 'done'
/** once is true at an item's first try. */
type Send = (item: Item, once: boolean) => Promise<Report>

export interface Work {
  phase: Phase
  items: Item[]
  /** Seconds until it begins. */
  left: number
  begin: (send: Send) => void
  now: () => void
  undo: () => void
  stop: () => void
  retry: () => void
}

/** Leads an act on many reports from its words to its last result; leaving the screen stops it. */
export function useWork(reports: Summary[], onDone: (now: Report) => void): Work {
  const phase = useSignal<Phase>('writing')
  const items = useSignal<Item[]>(itemsOf(reports))
  const left = useSignal(0)
  const stopped = useRef(false)
  const timer = useRef<ReturnType<typeof setInterval>>(undefined)
  const sending = useRef<Send>(undefined)
  useEffect(
    () => () => {
      clearInterval(timer.current)
      stopped.current = true
    },
    [],
  )
  useEffect(() => {
    if (phase.value !== 'running') return
    // Closing the page would leave the rest unsent, and nobody would read which.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [phase.value])
  const go = (once: boolean) => {
    clearInterval(timer.current)
    stopped.current = false
    phase.value = 'running'
    void carry({ items, send: (item) => (sending.current as Send)(item, once), stopped, onDone }).then(
      () => (phase.value = 'done'),
    )
  }
  return {
    phase: phase.value,
    items: items.value,
    left: left.value,
    begin(send) {
      sending.current = send
      left.value = delay.value
      if (left.value === 0) return go(true)
      phase.value = 'held'
      timer.current = setInterval(() => {
        left.value -= 1
        if (left.value <= 0) go(true)
      }, 1000)
    },
    now: () => go(true),
    undo() {
      clearInterval(timer.current)
      phase.value = 'writing'
    },
    stop: () => (stopped.current = true),
    retry() {
      items.value = again(items.value)
      go(false)
    },
  }
}

interface Carry {
  items: Signal<Item[]>
  send: (item: Item) => Promise<Report>
  stopped: { current: boolean }
  onDone: (now: Report) => void
}

async function carry({ items, send, stopped, onDone }: Carry): Promise<void> {
  const told = (now: Item[], answer?: Report) => {
    items.value = now
    if (answer) onDone(answer)
  }
  items.value = await run({ items: items.value, send, told, stopped: () => stopped.current })
  const done = countOf(items.value, 'done')
  announce(staff.bulk.result(number(done), number(items.value.length - done)))
}
