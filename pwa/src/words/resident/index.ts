// The words of the residents' screens: fetched beside the first screen that needs them, one language.
import { pageLang } from '../format'
import type { words } from './fr'

export type ResidentWords = typeof words

/** Set before any screen that uses it renders: see withResidentWords. */
export let say: ResidentWords

const loaders: Record<string, () => Promise<{ words: ResidentWords }>> = {
  fr: () => import('./fr'),
  ar: () => import('./ar'),
  zgh: () => import('./zgh'),
  en: () => import('./en'),
}

/** Wraps a screen's loader so that its words come with it, side by side. */
export function withResidentWords<S>(load: () => Promise<S>): () => Promise<S> {
  return async () => {
    const [screen, found] = await Promise.all([load(), say ? undefined : (loaders[pageLang()] ?? loaders.fr)?.()])
    if (found) say = found.words
    return screen
  }
}
