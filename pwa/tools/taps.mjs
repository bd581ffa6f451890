// How soon the screen answers a tap, and how soon a map is complete, on a processor six times slower.
import { chromium } from '@playwright/test'

async function phone(run, viewport = { width: 360, height: 740 }) {
  const browser = await chromium.launch({ executablePath: process.env.E2E_CHROMIUM, args: ['--no-sandbox'] })
  try {
    const context = await browser.newContext({
      viewport,
      locale: 'fr',
      hasTouch: true,
      isMobile: true,
      deviceScaleFactor: 2,
    })
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    const slow = () => devtools.send('Emulation.setCPUThrottlingRate', { rate: 6 })
    return await run(page, slow)
  } finally {
    await browser.close()
  }
}

/** Listens to the browser's own account of each tap: from the touch to the next paint, as INP counts it. */
async function listen(page) {
  await page.addInitScript(() => {
    globalThis.slowest = 0
    new PerformanceObserver((list) => {
      for (const one of list.getEntries())
        if (one.interactionId) globalThis.slowest = Math.max(globalThis.slowest, one.duration)
    }).observe({ type: 'event', durationThreshold: 16, buffered: true })
  })
}

/** Milliseconds from a tap to the paint that answers it, for what people tap most. */
export async function interactions(base) {
  return phone(async (page, slow) => {
    await listen(page)
    await slow()
    const found = []
    const tap = async (what, locator) => {
      await locator.waitFor()
      await page.waitForTimeout(600)
      await page.evaluate(() => {
        globalThis.slowest = 0
      })
      await locator.tap()
      await page.waitForTimeout(1200)
      found.push([what, await page.evaluate(() => globalThis.slowest)])
    }
    await page.goto(`${base}/fr/reports`)
    await tap('list: open the filters', page.locator('.chip').first())
    await page.keyboard.press('Escape')
    await tap('list: open a report', page.locator('a.card.report').first())
    await tap('report: open its menu', page.locator('.topbar .btn.icon').last())
    await page.keyboard.press('Escape')
    await tap('report: support it', page.locator('.reactions .btn.primary'))
    await page.goto(`${base}/fr/`)
    await tap('home: choose a district', page.locator('.near .btn').nth(1))
    await tap('home: go to the list', page.locator('.more').last())
    await page.goto(`${base}/fr/reports/new`)
    await tap('wizard: next question', page.locator('main .btn').last())
    return found
  })
}

/** Milliseconds from the navigation to the last pin of a map, the median of some runs; each with an empty cache. */
export async function mapComplete(base, runs) {
  const all = []
  for (let i = 0; i < runs; i++) {
    all.push(
      await phone(async (page, slow) => {
        await slow()
        await page.addInitScript(() => {
          globalThis.drawn = 0
          new MutationObserver(() => {
            if (document.querySelector('.cluster, .spot')) globalThis.drawn ||= performance.now()
          }).observe(document, { childList: true, subtree: true })
        })
        await page.goto(`${base}/fr/map`)
        await page.waitForFunction(() => globalThis.drawn > 0, undefined, { timeout: 30_000 })
        await page.waitForTimeout(1000)
        return page.evaluate(() => globalThis.drawn)
      }),
    )
  }
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]
}
