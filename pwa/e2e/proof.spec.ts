// What speaks for whoever asks for a code: work that the device does while somebody types, and the way without it.
import { readFileSync } from 'node:fs'
import { expect, open, sound, test } from './harness'
import { button, heading } from './journey'
import { langs } from './words'

function lettersTo(address: string): string[] {
  return readFileSync(process.env.E2E_LOG ?? '', 'utf8')
    .split('\n')
    .filter((line) => line.includes('a letter') && line.includes(address))
}

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ lang })

    test('a device works while somebody types', async ({ page, words }) => {
      const address = `calcul.${lang}.${Date.now()}@exemple.test`
      let workers = 0
      page.on('worker', () => workers++)
      await open(page, lang, '/sign-in')
      await expect(page.getByRole('status').filter({ hasText: words.say.sign_in.work.done })).toBeVisible()
      expect(workers).toBeGreaterThan(0)
      await page.getByLabel(words.say.sign_in.email).fill(address)
      const asked = page.waitForRequest((request) => request.url().endsWith('/api/v1/auth/codes'))
      await button(page, words.say.sign_in.ask).click()
      const { proof } = (await asked).postDataJSON() as { proof: string }
      const { solution } = JSON.parse(atob(proof)) as { solution: { time: number } }
      test.info().annotations.push({ type: 'solved in ms', description: String(solution.time) })
      await expect(page.getByLabel(words.say.sign_in.code)).toBeVisible()
      await expect.poll(() => lettersTo(address).length).toBe(1)
      // The same proof again, as somebody would who had it.
      const again = await page.request.post('/api/v1/auth/codes', { data: { email: address, proof } })
      expect([again.status(), (await again.json()).code]).toEqual([400, 'proof.spent'])
    })
  })
}

test.describe('a device that can’t', () => {
  for (const lang of ['fr', 'ar'] as const) {
    test.describe(lang, () => {
      test.use({ lang })
      test('asks all the same, and is told', async ({ page, words }) => {
        const address = `sans.${lang}.${Date.now()}@exemple.test`
        await page.addInitScript(() => Reflect.deleteProperty(window, 'Worker'))
        await open(page, lang, '/sign-in')
        await expect(page.getByRole('status').filter({ hasText: words.say.sign_in.work.without })).toBeVisible()
        await sound(page, lang)
        await page.getByLabel(words.say.sign_in.email).fill(address)
        await button(page, words.say.sign_in.ask).click()
        await page.getByLabel(words.say.sign_in.code).waitFor()
        await expect.poll(() => lettersTo(address).length).toBe(1)
        const code = lettersTo(address)[0]?.match(/\b(\d{4})[\s\u00a0\u202f-]?(\d{4})\b/)
        await page.getByLabel(words.say.sign_in.code).fill(`${code?.[1]}${code?.[2]}`)
        await page.getByRole('button', { name: words.say.sign_in.no_name }).click()
        await button(page, words.own.offer.later).click()
        await expect(heading(page, words.title.me)).toBeVisible()
      })
    })
  }
})

test.describe('a device that is slow', () => {
  test('need not be waited for', async ({ page, words }) => {
    // A worker that never answers is a device that never ends.
    await page.addInitScript(() => {
      Reflect.set(
        window,
        'Worker',
        class extends EventTarget {
          postMessage() {}
          terminate() {}
        },
      )
    })
    const address = `lente.${Date.now()}@exemple.test`
    await open(page, 'fr', '/sign-in')
    await page.getByLabel(words.say.sign_in.email).fill(address)
    await button(page, words.say.sign_in.ask).click()
    await button(page, words.say.sign_in.skip).click()
    await expect(page.getByLabel(words.say.sign_in.code)).toBeVisible()
    await expect.poll(() => lettersTo(address).length).toBe(1)
  })
})
