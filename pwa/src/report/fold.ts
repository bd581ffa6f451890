/** Small letters without accents, one kind of apostrophe, and no Arabic vowel signs: for comparing words as people write them. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/’/g, "'").toLowerCase().trim()
}

/** The words of a text, folded, without the Arabic and French articles that cling to them. */
export function wordsIn(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.replace(/^(?:و?ال|[بفل]ال)(?=..)/u, ''))
    .filter((word) => word.length >= 3)
}

/** True when two words are likely forms of one: the same beginning and little more. */
export function akin(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (short.length < 4) return long.length - short.length <= 1 && long.startsWith(short)
  return long.length - short.length <= 3 && long.startsWith(short.slice(0, Math.max(4, short.length - 1)))
}
