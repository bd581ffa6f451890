// What can go wrong between the phone and the city: RFC 9457 problems with a stable code, and the line itself.
import { t } from '../words'

interface Wire {
  code?: string
  title?: string
  detail?: string
  /** The input at fault, when there is one. */
  field?: string
  /** Every fault of the input, when there are several. */
  errors?: { field?: string; detail?: string }[]
}

/** An answer that is no success. code is stable; detail is in the reader's language when the server gave one. */
export class Problem extends Error {
  override name = 'Problem'
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  /** The server's stable code, or network, timeout, unreadable. */
  readonly code: string
  /** What is wrong with which field: its JSON path ("location.lat") to a sentence in the reader's language. */
  readonly fields: Record<string, string>
  readonly detail: string
  /** Seconds to wait before another try, when the server said so. */
  readonly retryAfter?: number

  constructor(
    status: number,
    code: string,
    more: { detail?: string; fields?: Record<string, string>; retryAfter?: number } = {},
  ) {
    super(`${status} ${code}`)
    this.status = status
    this.code = code
    this.detail = more.detail ?? ''
    this.fields = more.fields ?? {}
    this.retryAfter = more.retryAfter
  }
}

/** Reads a problem from an answer that is no success; never throws. */
export async function problemOf(response: Response): Promise<Problem> {
  let wire: Wire = {}
  try {
    wire = ((await response.json()) as Wire | null) ?? {}
  } catch {
    // A proxy's page, or nothing: the status alone has to do.
  }
  const fields: Record<string, string> = {}
  for (const one of [...(wire.errors ?? []), { field: wire.field, detail: wire.detail }]) {
    const name = one.field?.replace(/^body\./, '') ?? ''
    if (name && one.detail) fields[name] ??= one.detail
  }
  return new Problem(response.status, wire.code ?? `http_${response.status}`, {
    detail: wire.detail ?? wire.title,
    fields,
    retryAfter: retryAfter(response.headers.get('Retry-After')),
  })
}

/** Reads Retry-After (RFC 9110 §10.2.3): seconds or a date; undefined when it says nothing usable. */
export function retryAfter(value: string | null, now = Date.now()): number | undefined {
  if (!value) return undefined
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), 86_400) : undefined
}

/** Makes a problem of whatever was thrown by fetch. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error
  const name = error instanceof Error ? error.name : ''
  if (name === 'TimeoutError' || name === 'AbortError') return new Problem(0, 'timeout')
  return new Problem(0, 'network')
}

/** Says a problem in the person's language. */
export function problemText(error: unknown): string {
  if (!(error instanceof Problem)) return t.state.error
  if (error.detail && error.status >= 400 && error.status < 500) return error.detail
  return t.problem[wordFor(error)]
}

function wordFor({ status, code }: Problem): keyof typeof t.problem {
  if (code === 'network') return 'network'
  if (code === 'timeout') return 'timeout'
  const known: Record<number, keyof typeof t.problem> = {
    401: 'sign_in',
    403: 'forbidden',
    404: 'gone',
    410: 'gone',
    412: 'stale',
    422: 'invalid',
    429: 'too_many',
  }
  return known[status] ?? (status >= 500 ? 'server' : 'other')
}
