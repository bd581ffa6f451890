/**
 * Chooses the CLDR plural category of n in a language. Browsers know nothing of zgh: it takes the rule of its sister
 * tzm (Unicode CLDR, plurals.xml).
 */
export function pluralOf(lang: string, n: number): string {
  if (lang === 'zgh') return n === 0 || n === 1 || (n >= 11 && n <= 99 && Number.isInteger(n)) ? 'one' : 'other'
  return new Intl.PluralRules(lang).select(n)
}
