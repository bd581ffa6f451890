/** Runs what can wait when the page has nothing else to do: not between a person and the first screen. */
export function atRest(run: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 3000 })
  else setTimeout(run, 300)
}
