import type { OwnWords } from './fr'

/** Tamazight words of sessions and keys; a draft until a native speaker has read it. */
export const words: OwnWords = {
  proof: {
    title: 'ⵉⵙ ⴷ ⴽⵢⵢⵉ?',
    text: 'ⴷⴰⵜ ⵓⴽⵎⵎⵍ, ⵙⵏⵄⵜ ⵎⴰⵙ ⴷ ⴽⵢⵢⵉ ⴰⵢⴷ ⵢⵓⵎⵥⵏ ⵜⵉⵍⵉⴼⵓⵏ ⴰⴷ. ⴹⴰⵕⵜ ⵓⵢⴰ, ⵔⴰⴷ ⵜⴻⵜⵜⵓⵣⵏ ⵜⵓⵜⵔⴰ ⵏⵏⴽ.',
    code: 'ⴰⵎⵥ ⵜⴰⵏⴳⴰⵍⵜ ⵙ ⵉⵎⴰⵢⵍ',
    demo: 'ⵏⴽⴽⵉ ⴰⵢⴷ (ⴰⵙⵎⵎⴰⵍ)',
    elsewhere: 'ⵜⵅⵚⵚⴰ ⵜⵙⴰⵔⵓⵜ ⵏ ⵓⴽⵛⵓⵎ. ⵙⴽⵔ ⵜⵜ ⴳ « ⵜⵉⵖⵉⵎⵉⵜⵉⵏ ⴷ ⵜⵙⵓⵔⴰ ».',
  },
}
