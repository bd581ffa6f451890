// What holds on every screen, for whoever opens it: it fits, reads well, and the browser has nothing to complain of.
import { become, open, sound, test } from './harness'
import type { Persona } from './people'
import { langs } from './words'

const screens: [Persona | undefined, string[]][] = [
  [
    undefined,
    ['/', '/reports', '/map', '/reports/new', '/search', '/search?q=eau', '/sign-in', '/me', '/inbox', '/about'],
  ],
  ['resident', ['/', '/me', '/inbox', '/reports?author=me', '/reports?followed=me', '/reports/new']],
  ['official', ['/desk', '/me', '/inbox']],
  ['moderator', ['/moderation', '/moderation?state=decided', '/me']],
]

for (const lang of langs) {
  for (const [persona, paths] of screens) {
    for (const path of paths) {
      test.describe(`${lang} ${persona ?? 'nobody'}`, () => {
        test.use({ lang })
        test(`${path} is sound`, async ({ page }) => {
          if (persona) await become(page, persona)
          await open(page, lang, path)
          await sound(page, lang)
        })
      })
    }
  }
}
