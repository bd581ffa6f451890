import { useSignal } from '@preact/signals'
import type { ComponentChild, ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'

interface LaterProps<P> {
  /** Fetches the piece: what few people get to see is not fetched with the step. */
  load: () => Promise<ComponentType<P>>
  /** Draws it once it is there. */
  children: (Piece: ComponentType<P>) => ComponentChild
}

/** A piece of a step that arrives after the step itself; nothing stands in its place until then. */
export function Later<P>({ load, children }: LaterProps<P>) {
  const piece = useSignal<{ Piece: ComponentType<P> } | undefined>(undefined)
  useEffect(() => {
    void load().then(
      (Piece) => (piece.value = { Piece }),
      () => {},
    )
  }, [])
  return <>{piece.value && children(piece.value.Piece)}</>
}
