// Lists that come a page at a time.
import { useCallback, useState } from 'preact/hooks'
import { type Loaded, useBrought } from './load'

export interface Page<T> {
  items: T[]
  /** Where the next page begins; none at the end. */
  next?: string
}

export interface Pages<T> extends Loaded<Page<T>> {
  /** Fetches the next page and adds it; undefined when there is none. */
  more?: () => void
  loadingMore: boolean
  moreError?: unknown
}

/**
 * Loads the first page when the screen appears or one of `on` changes; `more` adds the next one. The first one may have
 * come with the page, as the answer for the path `brought`.
 */
export function usePages<T>(request: (after?: string) => Promise<Page<T>>, on: unknown[] = [], brought = ''): Pages<T> {
  const first = useBrought(brought, () => request(), on)
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false })
  const page = first.data
  const more = useCallback(() => {
    if (!page?.next) return
    setState({ busy: true })
    request(page.next).then(
      (added) => {
        first.set({ items: [...page.items, ...added.items], next: added.next })
        setState({ busy: false })
      },
      (error: unknown) => setState({ busy: false, error }),
    )
  }, [page, ...on])
  return { ...first, more: page?.next ? more : undefined, loadingMore: state.busy, moreError: state.error }
}
