// The app's own words, so that a test finds a button by the name that a person reads on it.
import { ar } from '../src/words/ar'
import { fr } from '../src/words/fr'
import { words as sayAr } from '../src/words/resident/ar'
import { words as sayFr } from '../src/words/resident/fr'
import { words as staffAr } from '../src/words/staff/ar'
import { words as staffFr } from '../src/words/staff/fr'

export type Lang = 'fr' | 'ar'
export const langs: Lang[] = ['fr', 'ar']

const all = {
  fr: { ...fr, say: sayFr, staff: staffFr },
  ar: { ...ar, say: sayAr, staff: staffAr },
}

export type Words = (typeof all)['fr']

export function wordsOf(lang: Lang): Words {
  return all[lang]
}
