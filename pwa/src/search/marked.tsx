import type { components } from '../api'

type Span = components['schemas']['Span']

/** A passage with what was found in it marked; the plain text when the search has no passage. */
export function Marked({ spans, otherwise }: { spans: Span[]; otherwise: string }) {
  if (spans.length === 0) return <>{otherwise}</>
  return <>{spans.map((span, i) => (span.match ? <mark key={i}>{span.text}</mark> : span.text))}</>
}
