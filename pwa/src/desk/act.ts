// What an official may do with a report: each act with its key, what it asks for, and how it is sent. An act keeps its
// id until the city has it, so that sending it again after a lost answer changes nothing.
import { api, ask, type components } from '../api'
import type { Taken } from '../photo/take'
import type { Report } from '../report/types'
import type { IconName } from '../ui/icon'
import { ulid } from '../ulid'
import { staff } from '../words/staff'
import { dropDraft } from './drafts'
import { sendPhoto } from './photo'

export type Body = components['schemas']['ActBody']

export type Name =
  | 'acknowledged'
  | 'in_progress'
  | 'resolved'
  | 'declined'
  | 'answer'
  | 'ask'
  | 'note'
  | 'assign'
  | 'hand_over'
  | 'duplicate'
  | 'undo_duplicate'

export interface Act {
  name: Name
  key: string
  icon: IconName
  /** Its word in viewer.can. */
  can: string
  /** How the words stand: must they be there, may they be there. */
  text?: 'must' | 'may'
  photos?: boolean
  reason?: boolean
}

export const acts: readonly Act[] = [
  { name: 'acknowledged', key: 'a', icon: 'eye', can: 'status:acknowledged', text: 'may' },
  { name: 'in_progress', key: 'p', icon: 'tools', can: 'status:in_progress', text: 'may' },
  { name: 'resolved', key: 'r', icon: 'check', can: 'status:resolved', text: 'may', photos: true },
  { name: 'declined', key: 'd', icon: 'close', can: 'status:declined', reason: true },
  { name: 'answer', key: 'e', icon: 'send', can: 'answer', text: 'must', photos: true },
  { name: 'ask', key: 'q', icon: 'info', can: 'ask', text: 'must' },
  { name: 'note', key: 'n', icon: 'edit', can: 'note', text: 'must' },
  { name: 'assign', key: 's', icon: 'person', can: 'assign' },
  { name: 'hand_over', key: 'h', icon: 'next', can: 'hand_over', reason: true },
  { name: 'duplicate', key: 'c', icon: 'copy', can: 'duplicate' },
  { name: 'undo_duplicate', key: 'u', icon: 'undo', can: 'undo_duplicate' },
]

export const actOf = (name: Name) => acts.find((one) => one.name === name) as Act

/** The acts that this report allows now, as the server says. */
export function actsFor(report: Report): Act[] {
  const can = report.viewer?.can ?? []
  return acts
    .filter((act) => can.includes(act.can))
    .map((act) => (reconsiders(report, act) ? { ...act, reason: true } : act))
}

// Taking up again what was declined needs a reason.
function reconsiders(report: Report, act: Act): boolean {
  return report.status === 'declined' && act.can.startsWith('status:')
}

/** An act's name on its button: starting again what was closed is called otherwise. */
export function labelOf(act: Act, report: Report): string {
  const again = act.name === 'in_progress' && ['resolved', 'declined'].includes(report.status)
  return again ? staff.act.reopen : staff.act[act.name]
}

/** What is being written; drafts.ts keeps it. */
export interface Draft {
  id: string
  text: string
  reason: string
  photos: Taken[]
  /** Photos that the city has. */
  sent: string[]
  authority: string
  assignee: string
  original: string
}

/** Sends an act's photos, which nobody sees before the act, and gives its body. Throws a Problem. */
export async function prepare(name: Name, draft: Draft): Promise<Body> {
  for (const photo of draft.photos) {
    if (draft.sent.includes(photo.id)) continue
    await sendPhoto(photo)
    draft.sent.push(photo.id)
  }
  return bodyOf(name, draft)
}

/** Sends an act, its photos first. Throws a Problem; the draft stays until it has arrived. */
export async function perform(report: Report, name: Name, draft: Draft): Promise<Report> {
  const done = await post(report, await prepare(name, draft), report.rev)
  dropDraft(report, name)
  return done
}

/** Acts that have a way back of their own are sent at once; all others can only be taken back before they go. */
export const holds = (name: Name) => !['assign', 'duplicate', 'undo_duplicate'].includes(name)

/** Sends an act's body. With a revision it is refused (412) when somebody changed the report meanwhile. */
export function post(report: { id: string }, body: Body, rev?: number): Promise<Report> {
  const header = rev === undefined ? {} : { 'If-Match': String(rev) }
  return ask(api.POST('/api/v1/reports/{id}/updates', { params: { path: { id: report.id }, header }, body }))
}

/** What is sent of a draft: only what belongs to the act. */
export function bodyOf(name: Name, draft: Draft): Body {
  const act = actOf(name)
  const text = draft.text.trim()
  const reason = draft.reason.trim()
  const body: Body = { id: draft.id, kind: act.can.startsWith('status:') ? 'status' : (name as Body['kind']) }
  if (body.kind === 'status') body.status = name as Body['status']
  if (act.text && text) body.text = text
  if (reason) body.reason = reason
  if (text || reason) body.lang = langOf(text || reason)
  if (act.photos && draft.photos.length > 0) body.photos = draft.photos.map((photo) => photo.id)
  if (name === 'assign') body.assignee = draft.assignee
  if (name === 'hand_over') body.authority = draft.authority
  if (name === 'duplicate') body.duplicate_of = draft.original
  return body
}

/** The language of words by their letters; undefined where Latin ones leave it open. */
export function langOf(text: string): Body['lang'] {
  if (/[\u2d30-\u2d7f]/.test(text)) return 'zgh'
  return /[\u0600-\u06ff]/.test(text) ? 'ar' : undefined
}

/** What is missing before an act can be sent, by field. */
export function missing(act: Act, draft: Draft): 'text' | 'reason' | 'authority' | 'original' | undefined {
  if (act.name === 'hand_over' && !draft.authority) return 'authority'
  if (act.name === 'duplicate' && !draft.original) return 'original'
  if (act.reason && !draft.reason.trim()) return 'reason'
  if (act.text === 'must' && !draft.text.trim() && !(act.photos && draft.photos.length > 0)) return 'text'
  return undefined
}

/** The act that takes another one back at once, when there is one that leaves no public trace or was made for it. */
export function inverseOf(name: Name, before: Report): Body | undefined {
  if (name === 'assign') return { id: ulid(), kind: 'assign', assignee: before.assignee ?? '' }
  return name === 'duplicate' ? { id: ulid(), kind: 'undo_duplicate' } : undefined
}
