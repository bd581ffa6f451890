// What a moderator may do with a case, and the words it starts with.
import { api, ask, type components } from '../api'
import { say } from '../words/resident'
import { staff } from '../words/staff'

export type Case = components['schemas']['Case']
export type Action = 'hide' | 'restore' | 'keep' | 'release_photos'

/** One letter a decision; k belongs to the way back through the queue. */
export const keyOf: Record<Action, string> = { hide: 'h', restore: 'r', keep: 'g', release_photos: 'p' }

/** The decisions that make sense for a case as it stands. */
export function actionsOf(found: Case, hidden: boolean): Action[] {
  if (!found.report) return []
  if (hidden) return ['restore']
  const held = found.photos.some((photo) => photo.held)
  return held ? ['release_photos', 'hide', 'keep'] : ['hide', 'keep']
}

/** What the reason starts with: what most flags say, or a plain sentence; the moderator has the last word. */
export function firstWords(found: Case, action: Action): string {
  if (action !== 'hide') return staff.moderation.because[action]
  const [most] = Object.entries(found.reasons).sort(([, a], [, b]) => b - a)
  return most && most[0] !== 'other' ? reasonText(most[0]) : ''
}

/** A flag's reason in words. */
export function reasonText(reason: string): string {
  return (say.flag.reasons as Record<string, string>)[reason] ?? reason
}

/** Sends a decision about what is on the screen. The same one again changes nothing, so a retry is safe. */
export function decide({ subject, photos, rev }: Case, action: Action, reason: string): Promise<Case> {
  const path = { kind: subject.kind as 'report', id: subject.id }
  const shown = photos.filter((photo) => photo.held).map((photo) => photo.id)
  const body = { action, reason, seen: rev, photos: action === 'release_photos' ? shown : undefined }
  return ask(api.POST('/api/v1/moderation/cases/{kind}/{id}/decision', { params: { path }, body }))
}

/** A case's name in the address and on its row. */
export const keyOfCase = ({ subject }: Case) => `${subject.kind}/${subject.id}`
