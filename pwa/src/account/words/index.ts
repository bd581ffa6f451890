// The words of sessions and keys: they come with the first screen or sheet of them.
import { roomWords } from '../../words'

export const own = await roomWords({
  fr: () => import('./fr'),
  ar: () => import('./ar'),
  zgh: () => import('./zgh'),
  en: () => import('./en'),
})
