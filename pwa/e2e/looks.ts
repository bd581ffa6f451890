// What a page is measured by: what axe says, how wide it is, how large its targets are, and whether anything moves.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults, RunOptions } from 'axe-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe complains of, whatever its weight, each with the first places. It is put into a page once and asked as often as
 * the page changes its looks: the builder that comes with it opens a tab of its own each time, which takes longer than axe.
 */
export async function complaints(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
  // No frames, and nothing to fetch: the app has none of the one and the page all of the other.
  const options: RunOptions = { resultTypes: ['violations'], preload: false, iframes: false }
  const { violations } = await page.evaluate(
    (how) => (globalThis as unknown as { axe: { run: (how: object) => Promise<AxeResults> } }).axe.run(how),
    rules ? { ...options, runOnly: { type: 'rule' as const, values: rules } } : options,
  )
  return violations.map(({ id, nodes }) => {
    const where = nodes.slice(0, 4).map((node) => `${node.target} (${(node.any[0] ?? node.all[0])?.message ?? ''})`)
    return `${id}: ${where.join(' · ')}`
  })
}

/** Pixels by which the page is wider than the window. */
export const excess = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

/** Makes every letter larger, as a reader's setting does. */
export async function enlarge(page: Page, percent: 100 | 150 | 200): Promise<void> {
  await page.evaluate((size) => document.documentElement.style.setProperty('font-size', `${size}%`), percent)
}

/** Controls of which a thumb cannot hit 44 px each way; links within a sentence are as tall as their line. */
export async function smallTargets(page: Page, least = 44): Promise<string[]> {
  return page.evaluate((px) => {
    const wanted =
      'a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=menuitem], [role=option], [tabindex="0"]'
    const inDialog = document.querySelector('dialog[open]')
    const out: string[] = []
    for (const one of (inDialog ?? document).querySelectorAll<HTMLElement>(wanted)) {
      if (!one.checkVisibility({ opacityProperty: false, visibilityProperty: true })) continue
      if (one.closest('.hush, .skip, [inert], [aria-hidden=true]') || one.matches(':disabled, [type=file]')) continue
      const inSentence =
        getComputedStyle(one).display === 'inline' && one.matches('a') && !one.querySelector('svg, img')
      if (inSentence) continue
      const label = one.closest('label') ?? one
      const box = label.getBoundingClientRect()
      if (box.width === 0 || (box.width >= px - 0.5 && box.height >= px - 0.5)) continue
      const name = (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 40)
      if (!reach(one, label, px))
        out.push(`${one.tagName}.${one.className} “${name}” ${box.width | 0}×${box.height | 0}`)
    }
    return [...new Set(out)]

    // A small picture may have a large ground to press on.
    function reach(one: Element, label: Element, size: number): boolean {
      one.scrollIntoView({ block: 'center' })
      const box = label.getBoundingClientRect()
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
      const far = size / 2 - 1
      return [
        [x - far, y],
        [x + far, y],
        [x, y - far],
        [x, y + far],
      ].every(([a, b]) => {
        const hit = document.elementFromPoint(a as number, b as number)
        return hit !== null && (label.contains(hit) || hit.contains(one)) && hit.closest('a, button, label') !== null
      })
    }
  }, least)
}

/** What still moves on a page. */
export const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    document
      .getAnimations()
      .filter((one) => one.playState === 'running')
      .map((one) => {
        const target = (one.effect as KeyframeEffect | null)?.target
        return `${target?.nodeName}.${target?.getAttribute('class')}`
      }),
  )
