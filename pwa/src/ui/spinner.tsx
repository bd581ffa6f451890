/** A turning ring beside words that say what goes on; alone it is silent. */
export function Spinner() {
  return <span class="spinner" aria-hidden="true" />
}

/** The shape of what is coming: lines of grey, so that nothing moves when it arrives. */
export function Skeleton({ lines = 3, height }: { lines?: number; height?: string }) {
  if (height) return <div class="bone" style={{ blockSize: height }} aria-hidden="true" />
  return (
    <div class="stack" aria-hidden="true">
      {Array.from({ length: lines }, (_, i) => (
        <div key={i} class="bone" style={{ inlineSize: `${i === lines - 1 ? 60 : 100}%` }} />
      ))}
    </div>
  )
}
