// Paths and patterns, without a browser: what the router decides, it decides here.

export type Params = Record<string, string>

/** Matches "/reports/:id" against a path without its language; undefined when it does not fit. */
export function match(pattern: string, path: string): Params | undefined {
  const wanted = split(pattern)
  const found = split(path)
  if (wanted.length !== found.length) return undefined
  const params: Params = {}
  for (const [i, part] of wanted.entries()) {
    const value = found[i] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = decode(value)
    else if (part !== value) return undefined
  }
  return params
}

/** Splits "/fr/reports/x" into its language and the rest; the language is empty when the path has none. */
export function splitLang(path: string, langs: readonly string[]): { lang: string; rest: string } {
  const [first = '', ...others] = split(path)
  if (!langs.includes(first)) return { lang: '', rest: path }
  return { lang: first, rest: `/${others.join('/')}` }
}

function split(path: string): string[] {
  return path.split('/').filter(Boolean)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
