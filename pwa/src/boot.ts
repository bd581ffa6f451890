// What the server wrote into the page for the app: public facts only, never anything of one person's.

export interface Boot {
  /** True when everything in this city is invented. */
  demo?: boolean
  /** The languages that the city offers, first the default. */
  languages?: string[]
  /** Where this program's source can be had, as its licence (AGPL-3.0, section 13) asks. */
  source?: string
  /** The city's name in the page's language. */
  city?: string
  /** What the page is about, so that the first screen needs no second request: its API path and its answer. */
  page?: { path: string; data: unknown }
  /** Names of the areas and categories in that answer, in the page's language: the city's profile comes later. */
  names?: Record<string, string>
}

function read(): Boot {
  try {
    return (JSON.parse(document.getElementById('boot')?.textContent || '{}') as Boot | null) ?? {}
  } catch {
    return {}
  }
}

/** The page's facts; empty when the page came from the worker's kept shell. */
export const boot: Boot = typeof document === 'undefined' ? {} : read()

/** Takes the answer that came with the page for an API path, once. */
export function takePage<T>(path: string): T | undefined {
  if (boot.page?.path !== path) return undefined
  const data = boot.page.data as T
  delete boot.page
  return data
}
