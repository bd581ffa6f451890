import { describe, expect, it } from 'vitest'
import { akin } from './fold'
import { guessFromNames } from './guess'

const categories = [
  { code: 'school', names: { fr: 'Abords d’école', ar: 'محيط مدرسة', en: 'Around a school' } },
  { code: 'pothole', names: { fr: 'Nid-de-poule', ar: 'حفرة في الطريق', en: 'Pothole' } },
  { code: 'water-leak', names: { fr: 'Fuite d’eau', ar: 'تسرب الماء', en: 'Water leak' } },
  { code: 'sewer', names: { fr: 'Égout bouché', ar: 'قادوس مسدود', en: 'Blocked sewer' } },
  { code: 'street-light', names: { fr: 'Lampadaire éteint', ar: 'عمود إنارة مطفأ', en: 'Street light out' } },
]

describe('a category guessed without a network', () => {
  it.each([
    ['Grosse fuite devant l’école', 'water-leak'],
    ['les lampadaires sont éteints depuis lundi', 'street-light'],
    ['كاينة حفرة كبيرة فالزنقة قدام المدرسة', 'pothole'],
    ['التسرب كبير', 'water-leak'],
    ['EGOUTS BOUCHES', 'sewer'],
    ['a pothole near the school', 'pothole'],
  ])('%s: %s', (text, code) => expect(guessFromNames(text, categories)[0]).toBe(code))

  it('guesses nothing from words that no name has', () => {
    expect(guessFromNames('un chien aboie dans la rue', categories)).toEqual([])
    expect(guessFromNames('', categories)).toEqual([])
  })
})

it.each([
  ['fuite', 'fuites', true],
  ['eau', 'eaux', true],
  ['حفر', 'حفرة', true],
  ['eau', 'beau', false],
  ['poule', 'poulet', true],
  ['trou', 'trottoir', false],
])('%s and %s are forms of one word: %s', (one, other, yes) => expect(akin(one, other)).toBe(yes))
