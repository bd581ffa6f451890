// What a screen does with a request: shows bones, then data or an error, and asks again when told to.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { takePage } from './boot'

export interface Loaded<T> {
  data?: T
  error?: unknown
  /** True while a request is under way, the first one or a later one. */
  loading: boolean
  reload: () => void
  /** Puts data in place by hand: after an optimistic change or the next page. */
  set: (data: T) => void
}

/**
 * Runs a request when the screen appears and whenever one of `on` changes; old data stays visible meanwhile. initial is
 * what is known before the first answer.
 */
export function useLoad<T>(request: () => Promise<T>, on: unknown[] = [], initial?: T): Loaded<T> {
  const [state, setState] = useState<{ data?: T; error?: unknown; loading: boolean }>({ data: initial, loading: true })
  const turn = useRef(0)
  const run = useCallback(() => {
    const mine = ++turn.current
    setState((old) => ({ ...old, loading: true }))
    request().then(
      (data) => mine === turn.current && setState({ data, loading: false }),
      (error: unknown) => mine === turn.current && setState((old) => ({ data: old.data, error, loading: false })),
    )
  }, on)
  useEffect(() => {
    run()
    return () => {
      turn.current++
    }
  }, [run])
  const set = useCallback((data: T) => setState({ data, loading: false }), [])
  return { ...state, reload: run, set }
}

/** Like useLoad, but the first answer may have come with the page: path is what it answers. */
export function useBrought<T>(path: string, request: () => Promise<T>, on: unknown[] = []): Loaded<T> {
  const brought = useRef(takePage<T>(path))
  const once = async () => {
    const known = brought.current
    brought.current = undefined
    return known ?? request()
  }
  return useLoad(once, on, brought.current)
}
