import type { ComponentChildren } from 'preact'

interface CardProps {
  /** The whole card is a link. */
  href?: string
  /** A tinted ground instead of a raised one. */
  wash?: boolean
  children: ComponentChildren
}

/** A raised piece of page. */
export function Card({ href, wash, children }: CardProps) {
  const look = wash ? 'card wash' : 'card'
  if (!href) return <div class={look}>{children}</div>
  return (
    <a class={look} href={href}>
      {children}
    </a>
  )
}
