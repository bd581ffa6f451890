import { pluralOf } from './category'
import { number } from './format'

type Lang = 'fr' | 'ar' | 'zgh' | 'en'

interface Forms {
  fr: 'one' | 'many' | 'other'
  ar: 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'
  zgh: 'one' | 'other'
  en: 'one' | 'other'
}

/**
 * Makes the plural maker of one language: `n({ one: '# soutien', … })` gives a function from a count to words, in which # is
 * the formatted count. A missing form does not compile.
 */
export function plural<L extends Lang>(lang: L) {
  return (forms: Record<Forms[L], string>) =>
    (n: number): string => {
      const form =
        (forms as Record<string, string>)[pluralOf(lang, n)] ?? (forms as Record<string, string>).other ?? '#'
      return form.replace('#', number(n, lang))
    }
}
