// Asks as the person types: a newer question stops the older one, and the last answer stays visible meanwhile.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { api, ask, type components } from '../api'
import { querySerializer } from '../report/query'
import type { Summary } from '../report/types'
import { questionOf, refOf, type Wanted } from './query'

type Found = components['schemas']['Found']
export type Hit = components['schemas']['Hit']

/** Results beyond this are for filters, not for scrolling (the server's own bound). */
const deepest = 900

interface Finding {
  found?: Found
  /** The report whose number was typed. */
  exact?: Summary
  error?: unknown
  busy: boolean
  /** Fetches the next page; undefined at the end. */
  more?: () => void
  retry: () => void
}

/** Looks for what is wanted whenever it changes. */
export function useFinding(wanted: Wanted): Finding {
  const [state, setState] = useState<{ found?: Found; exact?: Summary; error?: unknown; busy: boolean }>({ busy: true })
  const stop = useRef<AbortController>(undefined)
  const run = useCallback(
    async (before?: Found) => {
      stop.current?.abort()
      const mine = new AbortController()
      stop.current = mine
      setState((old) => ({ ...old, busy: true }))
      try {
        const [page, exact] = await Promise.all([
          findPage(wanted, before?.items.length ?? 0, mine.signal),
          before ? undefined : byNumber(wanted.q, mine.signal),
        ])
        if (mine.signal.aborted) return
        const found = before ? { ...before, items: [...before.items, ...page.items] } : page
        setState((old) => ({ found, exact: before ? old.exact : exact, busy: false }))
      } catch (error) {
        if (!mine.signal.aborted) setState((old) => ({ ...old, error, busy: false }))
      }
    },
    [JSON.stringify(wanted)],
  )
  useEffect(() => {
    void run()
    return () => stop.current?.abort()
  }, [run])
  const seen = state.found?.items.length ?? 0
  const left = seen > 0 && seen < (state.found?.total ?? 0) && seen <= deepest
  return { ...state, more: left ? () => void run(state.found) : undefined, retry: () => void run() }
}

function findPage(wanted: Wanted, offset: number, signal: AbortSignal): Promise<Found> {
  return ask(api.GET('/api/v1/search', { params: { query: questionOf(wanted, offset) }, querySerializer, signal }))
}

async function byNumber(text: string, signal: AbortSignal): Promise<Summary | undefined> {
  const ref = refOf(text)
  if (!ref) return undefined
  // Ten digits that are no number of ours are simply words.
  const page = await ask(api.GET('/api/v1/reports', { params: { query: { ref } }, signal })).catch(() => undefined)
  return page?.items[0]
}
