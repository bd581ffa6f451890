// The app's words: one module a language, one of them downloaded. French is the source; the others satisfy its type.
import type { fr } from './fr'

export { ago, date, distance, number, pageLang, percent } from './format'

/** Every sentence of the app, by noun. A language without one of them does not compile. */
export type Words = typeof fr

export type Lang = 'fr' | 'ar' | 'zgh' | 'en'

export const langs: readonly Lang[] = ['fr', 'ar', 'zgh', 'en']

/** Names of the languages in themselves, for the language menu; Tamazight is a draft until a native speaker has read it. */
export const langNames: Record<Lang, string> = { fr: 'Français', ar: 'العربية', zgh: 'ⵜⴰⵎⴰⵣⵉⵖⵜ (bêta)', en: 'English' }

/** The words of the page's language. Set before the first render; read it inside functions, never at module level. */
export let t: Words

const loaders: Record<Lang, () => Promise<Words>> = {
  fr: () => import('./fr').then((m) => m.fr),
  ar: () => import('./ar').then((m) => m.ar),
  zgh: () => import('./zgh').then((m) => m.zgh),
  en: () => import('./en').then((m) => m.en),
}

/** Loads the words of a language and makes them t. */
export async function loadWords(lang: string): Promise<void> {
  t = await (loaders[lang as Lang] ?? loaders.fr)()
}

/**
 * Loads the words of one room that few people enter (a console), in the page's language:
 * `const words = await roomWords({ fr: () => import('./words/fr'), … })` at the top of a lazy screen.
 */
export async function roomWords<W>(rooms: Record<Lang, () => Promise<{ words: W }>>): Promise<W> {
  const lang = document.documentElement.lang as Lang
  return (await (rooms[lang] ?? rooms.fr)()).words
}
