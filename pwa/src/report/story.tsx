import { authorityName } from '../city'
import type { Status } from '../ui/badge'
import type { IconName } from '../ui/icon'
import { When } from '../ui/time'
import { type Moment, Timeline } from '../ui/timeline'
import { t } from '../words'
import { say } from '../words/resident'
import { Pictures } from './pictures'
import type { Report, Update } from './types'

const icons: Partial<Record<Update['kind'], IconName>> = {
  answer: 'send',
  ask: 'info',
  reply: 'person',
  note: 'edit',
  assign: 'person',
  hand_over: 'next',
  edited: 'edit',
  confirmed: 'check',
  contested: 'alert',
  duplicate: 'copy',
  duplicate_undone: 'undo',
  hidden: 'hide',
  restored: 'eye',
  photos_released: 'image',
}

/** What happened, oldest first: who, when, words and photos. */
export function Story({ report }: { report: Report }) {
  return <Timeline moments={report.updates.map(momentOf)} />
}

function momentOf(update: Update): Moment {
  const status = update.kind === 'status' ? update.to : update.kind === 'submitted' ? 'submitted' : undefined
  return {
    key: update.id,
    at: update.at,
    status: status as Status | undefined,
    icon: icons[update.kind],
    title: titleOf(update),
    children: <Inside update={update} />,
  }
}

function titleOf(update: Update): string {
  if (update.kind === 'status' && update.to) return t.report.status[update.to as Status] ?? update.to
  if (update.kind === 'hand_over' && update.to) return say.update.handed_to(authorityName(update.to) || update.to)
  return say.update[update.kind]
}

/** Who made an update: an authority by its name, a resident by theirs when they showed it. */
export function whoOf({ by }: Update): string {
  if (by.mine) return say.page.you
  if (by.role === 'authority') return authorityName(by.authority ?? '')
  if (by.role === 'moderator') return say.update.moderator
  return by.name || say.update.resident
}

function Inside({ update }: { update: Update }) {
  return (
    <div class="stack tight">
      <p class="soft small">
        <bdi>{whoOf(update)}</bdi> · <When iso={update.at} style="time" />
        {update.internal && ` · ${say.update.internal}`}
      </p>
      {update.text && (
        <p class={update.by.role === 'authority' ? 'said official' : 'said'} lang={update.lang || undefined} dir="auto">
          {update.text}
        </p>
      )}
      {update.reason && (
        <p class="said" lang={update.lang || undefined} dir="auto">
          <strong>{say.update.reason}</strong> : {update.reason}
        </p>
      )}
      {update.photos.length > 0 && <Pictures photos={update.photos} small />}
    </div>
  )
}
