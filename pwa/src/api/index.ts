// The typed client of the server's own OpenAPI document. `ask` turns its answers into data or a Problem.
import { signal } from '@preact/signals'
import createClient from 'openapi-fetch'
import { pageLang } from '../words'
import { type Problem, problemFrom, problemOf } from './problem'
import type { paths } from './schema'

export { Problem, problemText } from './problem'
export type { components } from './schema'

/** Milliseconds before a request is given up: 3G in Sidi Moumen is slow, but a person waits no longer than this. */
const patience = 20_000

/** When the last answer was given, if it is a copy that the worker kept (an HTTP date or "yes"); empty for a fresh one. */
export const keptSince = signal('')

/** What the worker keeps: see worker/rules.ts. */
const keepable = /\/api\/v1\/(reports|search|notifications)/

/** A fetch that gives up in time and throws nothing but Problems. */
export async function timedFetch(request: Request): Promise<Response> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(new DOMException('no answer in time', 'TimeoutError')), patience)
  request.signal.addEventListener('abort', () => stop.abort())
  try {
    const answer = await fetch(request, { signal: stop.signal })
    const kept = answer.headers.get('X-Kept') ?? ''
    // An answer of the sort that is never kept says nothing of how old the screen is.
    if (kept || keepable.test(request.url)) keptSince.value = kept
    return answer
  } catch (error) {
    if (request.signal.aborted) throw error
    throw problemFrom(stop.signal.aborted ? stop.signal.reason : error)
  } finally {
    clearTimeout(timer)
  }
}

/** The client: api.GET('/api/v1/reports/{id}', { params: { path: { id } } }), with the types of the OpenAPI document. */
export const api = createClient<paths>({ fetch: timedFetch })

/** The page's language, when it is not the one that the account speaks: answers are for who reads them now. */
export const spoken: { lang?: string } = {}

api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', pageLang())
    if (!spoken.lang || request.method !== 'GET') return undefined
    const url = new URL(request.url)
    url.searchParams.set('lang', spoken.lang)
    return new Request(url, request)
  },
})

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** Heard when the server says that nobody is signed in. */
export const onSignedOut: { run: () => void } = { run: () => {} }

/** Takes the data out of an answer, or throws its Problem: `const report = await ask(api.GET(…))`. */
export async function ask<T>(answer: Promise<Answer<T>>): Promise<T> {
  return (await askWithTag(answer)).data
}

/** Like ask, with the revision to send back as If-Match on an edit; empty when the answer carried none. */
export async function askWithTag<T>(answer: Promise<Answer<T>>): Promise<{ data: T; etag: string }> {
  const { data, error, response } = await answer
  if (response.ok) return { data: data as T, etag: response.headers.get('ETag') ?? '' }
  if (response.status === 401) onSignedOut.run()
  throw await fromWire(response, error)
}

// openapi-fetch has read the body already; it hands back what it understood.
function fromWire(response: Response, error: unknown): Promise<Problem> {
  const body = typeof error === 'object' ? JSON.stringify(error) : null
  return problemOf(new Response(body, { status: response.status, headers: response.headers }))
}
