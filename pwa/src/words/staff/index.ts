// The words of the consoles for officials and moderators: few people enter them, so nobody else fetches their words.
import { pageLang } from '../format'
import type { words } from './fr'

export type StaffWords = typeof words

/** Set before any screen that uses it renders: see withStaffWords. */
export let staff: StaffWords

const loaders: Record<string, () => Promise<{ words: StaffWords }>> = {
  fr: () => import('./fr'),
  ar: () => import('./ar'),
  zgh: () => import('./zgh'),
  en: () => import('./en'),
}

/** Wraps a console's loader so that its words come with it, side by side. */
export function withStaffWords<S>(load: () => Promise<S>): () => Promise<S> {
  return async () => {
    const [screen, found] = await Promise.all([load(), staff ? undefined : (loaders[pageLang()] ?? loaders.fr)?.()])
    if (found) staff = found.words
    return screen
  }
}
