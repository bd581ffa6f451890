// Makers of the rarer commands, apart from those that the first screen loads.
import { ulid } from '../ulid'
import type { Draft, Photo } from './command'

/** A change of one's own report, made on revision rev; photos are those that the server does not have yet. */
export function editReport(report: string, rev: number, body: object, photos: Photo[] = [], title?: string): Draft {
  const path = `/api/v1/reports/${report}`
  return {
    id: ulid(),
    kind: 'edit_report',
    subject: report,
    method: 'PATCH',
    path,
    ifMatch: String(rev),
    body,
    photos,
    title,
  }
}

/** Takes one's own report back. */
export function withdraw(report: string, title?: string): Draft {
  return { id: ulid(), kind: 'withdraw', subject: report, method: 'DELETE', path: `/api/v1/reports/${report}`, title }
}

/** Notifications were read: those named, or all. */
export function markRead(ids?: string[]): Draft {
  const body = ids ? { ids } : { all: true }
  return {
    id: ulid(),
    kind: 'mark_read',
    subject: 'notifications',
    method: 'POST',
    path: '/api/v1/notifications/read',
    body,
  }
}

/** How one is called and spoken to. */
export function preferences(body: { name?: string; lang?: string }): Draft {
  return { id: ulid(), kind: 'preferences', subject: 'me', method: 'PATCH', path: '/api/v1/me', body }
}
