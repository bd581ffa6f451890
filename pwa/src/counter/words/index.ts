// The words of the counter: they come with its screen.
import { roomWords } from '../../words'

export const own = await roomWords({
  fr: () => import('./fr'),
  ar: () => import('./ar'),
  zgh: () => import('./zgh'),
  en: () => import('./en'),
})
