import { useSignal } from '@preact/signals'
import type { ComponentChildren, ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'

interface LaterProps<P> {
  load: () => Promise<{ default: ComponentType<P> }>
  /** What the part is given. */
  give?: P
  /** What keeps its place until it is there. */
  children?: ComponentChildren
}

/** A part of the screen that comes after the first paint; without a network the rest stands. */
export function Later<P extends object>({ load, give, children }: LaterProps<P>): ComponentChildren {
  const Part = useSignal<ComponentType<P> | undefined>(undefined)
  useEffect(() => {
    load().then(
      (found) => (Part.value = found.default),
      () => {},
    )
  }, [])
  return Part.value ? <Part.value {...(give as P)} /> : children
}
