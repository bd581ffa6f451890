import type { ComponentChildren } from 'preact'
import { t } from '../words'
import { Icon, type IconName } from './icon'

export type Status = keyof typeof t.report.status

const marks: Record<Status, IconName> = {
  submitted: 'send',
  acknowledged: 'eye',
  in_progress: 'tools',
  resolved: 'check',
  declined: 'close',
  duplicate: 'copy',
  withdrawn: 'undo',
}

/** A report's state: a word, a shape and a colour, so that no one of them is needed to read it. */
export function StatusPill({ status }: { status: Status }) {
  return (
    <span class={`pill ${status}`}>
      <Icon name={marks[status] ?? 'dot'} size={15} />
      {t.report.status[status] ?? status}
    </span>
  )
}

/** The round mark of a state on a timeline. */
export function StatusKnot({ status }: { status: Status }) {
  return (
    <span class={`pill knot ${status}`} aria-hidden="true">
      <Icon name={marks[status] ?? 'dot'} size={17} />
    </span>
  )
}

interface BadgeProps {
  look?: 'quiet' | 'accent' | 'alert'
  icon?: IconName
  children: ComponentChildren
}

/** A small fact in a pill. */
export function Badge({ look = 'quiet', icon, children }: BadgeProps) {
  return (
    <span class={`pill ${look}`}>
      {icon && <Icon name={icon} size={15} />}
      {children}
    </span>
  )
}
