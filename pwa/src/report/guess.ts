// A category guessed on the phone, from its names alone: poorer than the city's own guess, which knows many more words, but it
// needs no network.
import { akin, wordsIn } from './fold'

interface Named {
  code: string
  names: Record<string, string | undefined>
}

const empty = new Set([
  'des',
  'les',
  'une',
  'dans',
  'sur',
  'pour',
  'avec',
  'the',
  'and',
  'for',
  'autre',
  'autres',
  'other',
])

/** Codes of at most three categories whose names share words with a text, the likeliest first. */
export function guessFromNames(text: string, categories: readonly Named[]): string[] {
  const said = wordsIn(text).filter((word) => !empty.has(word))
  return categories
    .map(({ code, names }) => ({
      code,
      score: Math.max(0, ...Object.values(names).map((name) => share(name ?? '', said))),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ code }) => code)
}

// A name of which more is said is likelier; a longer one that is said whole is likeliest.
function share(name: string, said: string[]): number {
  const own = wordsIn(name).filter((word) => !empty.has(word))
  const at = own.map((word) => said.findIndex((other) => akin(word, other))).filter((i) => i >= 0)
  if (at.length === 0) return 0
  // What is wrong is said before where it is.
  return at.length / own.length + at.length / 10 + 0.5 * (1 - Math.min(...at) / said.length)
}
