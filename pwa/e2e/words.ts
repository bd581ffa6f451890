// The app's own words, so that a test finds a button by the name that a person reads on it.
import { words as ownAr } from '../src/account/words/ar'
import { words as ownEn } from '../src/account/words/en'
import { words as ownFr } from '../src/account/words/fr'
import { words as ownZgh } from '../src/account/words/zgh'
import { words as adminAr } from '../src/admin/words/ar'
import { words as adminEn } from '../src/admin/words/en'
import { words as adminFr } from '../src/admin/words/fr'
import { words as adminZgh } from '../src/admin/words/zgh'
import { words as counterAr } from '../src/counter/words/ar'
import { words as counterEn } from '../src/counter/words/en'
import { words as counterFr } from '../src/counter/words/fr'
import { words as counterZgh } from '../src/counter/words/zgh'
import { words as verifyAr } from '../src/verify/words/ar'
import { words as verifyEn } from '../src/verify/words/en'
import { words as verifyFr } from '../src/verify/words/fr'
import { words as verifyZgh } from '../src/verify/words/zgh'
import { ar } from '../src/words/ar'
import { en } from '../src/words/en'
import { fr } from '../src/words/fr'
import { words as sayAr } from '../src/words/resident/ar'
import { words as sayEn } from '../src/words/resident/en'
import { words as sayFr } from '../src/words/resident/fr'
import { words as sayZgh } from '../src/words/resident/zgh'
import { words as staffAr } from '../src/words/staff/ar'
import { words as staffEn } from '../src/words/staff/en'
import { words as staffFr } from '../src/words/staff/fr'
import { words as staffZgh } from '../src/words/staff/zgh'
import { zgh } from '../src/words/zgh'

/** The two in which every journey is tried: one a direction. */
export type Lang = 'fr' | 'ar'
export const langs: Lang[] = ['fr', 'ar']

/** Those in which every screen is looked at. */
export type AnyLang = Lang | 'zgh' | 'en'
export const allLangs: AnyLang[] = ['fr', 'ar', 'zgh', 'en']

const all = {
  fr: { ...fr, say: sayFr, staff: staffFr, admin: adminFr, own: ownFr, counter: counterFr, verify: verifyFr },
  ar: { ...ar, say: sayAr, staff: staffAr, admin: adminAr, own: ownAr, counter: counterAr, verify: verifyAr },
  zgh: { ...zgh, say: sayZgh, staff: staffZgh, admin: adminZgh, own: ownZgh, counter: counterZgh, verify: verifyZgh },
  en: { ...en, say: sayEn, staff: staffEn, admin: adminEn, own: ownEn, counter: counterEn, verify: verifyEn },
}

export type Words = (typeof all)['fr']

export function wordsOf(lang: AnyLang): Words {
  return all[lang]
}
