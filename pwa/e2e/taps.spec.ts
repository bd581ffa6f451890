// How many taps a report costs on the shortest way, from home to "sent", and how long a practised thumb is at it.
import type { Locator } from '@playwright/test'
import { become, expect, open, test } from './harness'
import { button, spot } from './journey'
import { photoAt } from './picture'

/**
 * Forty letters, and how many taps the report costs with them: a photo taken on the spot and a phone that knows its place. One
 * question with a few answers costs one tap more; several questions, or answers of which some may be chosen, one tap onward too.
 */
const told = [
  { text: 'Le trottoir est cassé, des pavés sautent', asks: 'nothing', taps: 6 },
  { text: 'Fuite d’eau au coin de la rue de l’école', asks: 'one thing', taps: 7 },
  { text: 'Un lampadaire est éteint depuis une nuit', asks: 'several things', taps: 8 },
]

/** Seconds of a practised thumb: a tap with the look that goes before it, and a letter with the phone's own suggestions. */
const pace = { tap: 1.2, letter: 0.25 }

for (const { text, asks, taps } of told)
  test(`a report costs ${taps} taps when the category asks ${asks}`, async ({ page, words, context }) => {
    await become(page, 'resident')
    const { legal } = await (await page.request.get('/api/v1/city')).json()
    await page.evaluate((version) => localStorage.setItem('jemaa-terms', version), legal.version)
    await context.grantPermissions(['geolocation'])
    await context.setGeolocation({ longitude: spot.lon + 0.004, latitude: spot.lat + 0.003, accuracy: 8 })
    await page.addInitScript(() => {
      addEventListener('click', (event) => {
        if (event.isTrusted) sessionStorage.setItem('taps', String(1 + Number(sessionStorage.getItem('taps') ?? 0)))
      })
    })
    await open(page, 'fr', '/')
    const { wizard } = words.say
    let waited = 0
    // Taps, and waits for what the thumb wants next.
    const tap = async (what: Locator, then?: Locator) => {
      await what.tap()
      const from = Date.now()
      if (then) await expect(then).toBeVisible()
      waited += Date.now() - from
    }
    const camera = button(page, wizard.camera)
    await tap(page.getByRole('link', { name: words.nav.report }).last(), camera)
    const chooser = page.waitForEvent('filechooser')
    await tap(camera)
    const buffer = await photoAt(page, 0, 0)
    await (await chooser).setFiles({ name: 'IMG.jpg', mimeType: 'image/jpeg', buffer })
    await expect(page.getByText(wizard.place_gps)).toBeVisible()
    const field = page.getByLabel(wizard.words)
    await tap(button(page, words.act.next), field)
    await expect(page.getByText(wizard.place_gps), 'the place is shown where it is no longer asked').toBeVisible()
    await tap(field)
    await page.keyboard.type(text)
    await expect(page.getByText(wizard.guessed)).toBeVisible()
    const send = button(page, words.act.send)
    const answer = page.getByRole('radio').first()
    await tap(button(page, words.act.next), asks === 'nothing' ? send : answer)
    if (asks === 'one thing') await tap(answer, send)
    if (asks === 'several things') {
      await tap(answer)
      await tap(button(page, words.act.next), send)
    }
    await tap(send, page.getByRole('heading', { name: wizard.sent }))
    expect(Number(await page.evaluate(() => sessionStorage.getItem('taps')))).toBe(taps)
    expect(text).toHaveLength(40)
    // Two taps more belong to the phone's own camera: the shutter, and "use this one".
    const thumb = (taps + 2) * pace.tap + text.length * pace.letter
    const description = `${taps} taps, ${thumb.toFixed(1)} s of a thumb, ${(waited / 1000).toFixed(1)} s of waiting here`
    test.info().annotations.push({ type: 'taps', description })
    expect(thumb, 'leaves the app eight of thirty seconds').toBeLessThanOrEqual(22)
  })
