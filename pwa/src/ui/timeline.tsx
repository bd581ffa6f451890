import type { ComponentChildren } from 'preact'
import { type Status, StatusKnot } from './badge'
import { Icon, type IconName } from './icon'
import { Ago } from './time'

export interface Moment {
  key: string
  /** A state gives the mark its colour and shape; otherwise an icon. */
  status?: Status
  icon?: IconName
  title: ComponentChildren
  /** ISO 8601. */
  at: string
  children?: ComponentChildren
}

/** What happened, oldest first: an ordered list with a line down its side. */
export function Timeline({ moments }: { moments: Moment[] }) {
  return (
    <ol class="timeline">
      {moments.map((moment) => (
        <li key={moment.key}>
          {moment.status ? (
            <StatusKnot status={moment.status} />
          ) : (
            <span class="pill knot" aria-hidden="true">
              <Icon name={moment.icon ?? 'dot'} size={17} />
            </span>
          )}
          <div class="row spread">
            <strong>{moment.title}</strong>
            <span class="soft small">
              <Ago iso={moment.at} />
            </span>
          </div>
          {moment.children}
        </li>
      ))}
    </ol>
  )
}
