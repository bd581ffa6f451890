// A command made on the phone: what the person did, whole, so that it can be sent again after any interruption. It is
// deleted only when the server has said that it has it.
import { ulid } from '../ulid'

export type Kind =
  | 'submit_report'
  | 'support'
  | 'unsupport'
  | 'follow'
  | 'unfollow'
  | 'confirm'
  | 'flag'
  | 'answer_question'
  | 'edit_report'
  | 'withdraw'
  | 'mark_read'
  | 'preferences'

/** waiting: will be sent. parked: refused, for the person to mend or drop. held: needs a sign-in first. */
export type State = 'waiting' | 'parked' | 'held'

export interface QueuedPhoto {
  /** The client's ULID: PUT /api/v1/photos/{id}. */
  id: string
  blob: Blob
  /** When the server took it, ms since 1970; 0 when it has not. Unattached photos live a day there. */
  sentAt: number
}

export interface Command {
  /** The client's ULID, the id of the report it makes. */
  id: string
  /** The account that made it; "" when made before signing in, and then the next to sign in takes it over. */
  account: string
  kind: Kind
  /** What it is about: a report's id, or "notifications" or "me". */
  subject: string
  method: 'PUT' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  /** The revision on which it was made (If-Match): nobody's change in between is overwritten. */
  ifMatch?: string
  /** JSON, or nothing. */
  body?: unknown
  photos: QueuedPhoto[]
  /** One line for the person's own list of what waits. */
  title?: string
  createdAt: number
  state: State
  tries: number
  /** Not before this moment, ms since 1970. */
  nextAt: number
  /** Why it is parked: the problem's stable code, status, words and fields. */
  refusal?: { status: number; code: string; detail: string; fields: Record<string, string> }
}

/** What a maker below gives to enqueue; the outbox adds the rest. */
export type Draft = Pick<Command, 'id' | 'kind' | 'subject' | 'method' | 'path' | 'ifMatch' | 'body' | 'title'> & {
  photos?: { id: string; blob: Blob }[]
}

const reports = '/api/v1/reports'

export interface Photo {
  id: string
  blob: Blob
}

/** A report with its photos; body.photos holds the photos' ids. */
export function submitReport(id: string, body: object, photos: Photo[], title?: string): Draft {
  const withIds = { ...body, photos: photos.map((photo) => photo.id) }
  return {
    id,
    kind: 'submit_report',
    subject: id,
    method: 'PUT',
    path: `${reports}/${id}`,
    body: withIds,
    photos,
    title,
  }
}

/** "It hits me too". */
export function support(report: string, title?: string): Draft {
  return edge('support', 'PUT', report, title)
}

export function unsupport(report: string, title?: string): Draft {
  return edge('unsupport', 'DELETE', report, title)
}

export function follow(report: string, title?: string): Draft {
  return edge('follow', 'PUT', report, title)
}

export function unfollow(report: string, title?: string): Draft {
  return edge('unfollow', 'DELETE', report, title)
}

function edge(kind: Kind, method: 'PUT' | 'DELETE', report: string, title?: string): Draft {
  const end = kind === 'support' || kind === 'unsupport' ? 'support' : 'follow'
  return { id: ulid(), kind, subject: report, method, path: `${reports}/${report}/${end}`, title }
}

/** Whether it is really mended, in one word and perhaps some more, with a photo. */
export function confirm(
  report: string,
  body: { resolved: boolean; words?: string },
  photo?: Photo,
  title?: string,
): Draft {
  const id = ulid()
  return {
    id,
    kind: 'confirm',
    subject: report,
    method: 'POST',
    path: `${reports}/${report}/confirmation`,
    body: photo ? { ...body, id, photo: photo.id } : { ...body, id },
    photos: photo && [photo],
    title,
  }
}

/** A complaint about a report's content, to the moderators. */
export function flag(report: string, body: { reason: string; words?: string }, title?: string): Draft {
  return { id: ulid(), kind: 'flag', subject: report, method: 'PUT', path: `${reports}/${report}/flag`, body, title }
}

/** The author's answer to a question of the authority, in words and photos. */
export function answerQuestion(report: string, text: string, photos: Photo[], title?: string): Draft {
  const id = ulid()
  return {
    id,
    kind: 'answer_question',
    subject: report,
    method: 'POST',
    path: `${reports}/${report}/updates`,
    body: { id, kind: 'reply', text, photos: photos.map((photo) => photo.id) },
    photos,
    title,
  }
}
