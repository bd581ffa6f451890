// Colours as they are written, measured: what is read keeps 4.5:1 (text of the body 7:1), edges 3:1, in every theme.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

type Theme = Record<string, string>
type Rgb = [number, number, number]

/** The tokens of the block that begins with a selector. */
function block(selector: string, from = 0): Theme {
  const start = css.indexOf(`${selector} {`, from)
  if (start < 0) throw new Error(`tokens.css: ${selector}: not found`)
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start))
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]))
}

const light = block(':root')
const night = block(':root:not([data-theme="light"])')
const dark = { ...light, ...night }
const more = block(':root:root', css.indexOf('prefers-contrast: more'))

function colour(theme: Theme, name: string): Rgb {
  const value = theme[name] ?? ''
  const other = /^var\(--([\w-]+)\)$/.exec(value)?.[1]
  if (other) return colour(theme, other)
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/.exec(value)?.[1]
  if (!hex) throw new Error(`${name}: ${value}: no colour`)
  const parts = hex.length === 3 ? [...hex].map((c) => c + c) : (hex.match(/../g) ?? [])
  return parts.map((part) => Number.parseInt(part, 16) / 255) as Rgb
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(theme: Theme, a: string, b: string): number {
  const [x, y] = [luminance(colour(theme, a)), luminance(colour(theme, b))].sort((p, q) => q - p) as [number, number]
  return (x + 0.05) / (y + 0.05)
}

const grounds = ['ground', 'surface', 'sunken']
const statuses = ['submitted', 'acknowledged', 'in_progress', 'resolved', 'declined', 'quiet']

/** What is drawn on what, and how much of a difference it needs. */
const pairs: [string, string, number][] = [
  ...['ground', 'surface', 'sunken', 'accent-wash', 'danger-wash', 's-submitted-wash', 's-resolved-wash'].map(
    (on): [string, string, number] => ['ink', on, 7],
  ),
  ...grounds.map((on): [string, string, number] => ['soft', on, 4.5]),
  ...grounds.map((on): [string, string, number] => ['accent', on, 4.5]),
  ...['surface', 'ground', 'danger-wash'].map((on): [string, string, number] => ['danger', on, 4.5]),
  ...statuses.map((one): [string, string, number] => [`s-${one}`, `s-${one}-wash`, 4.5]),
  ['accent-ink', 'accent', 4.5],
  ['accent-deep', 'accent-wash', 4.5],
  ['hero-ink', 'hero', 4.5],
  ['surface', 'danger', 4.5],
  ['edge', 'surface', 3],
  ['edge', 'ground', 3],
]

const themes: [string, Theme, number][] = [
  ['light', light, 1],
  ['dark', dark, 1],
  ['light, more contrast', { ...light, ...more }, 1.5],
  ['dark, more contrast', { ...dark, ...more }, 1.5],
]

describe.each(themes)('%s', (_, theme, stricter) => {
  test.each(pairs)('%s on %s', (text, on, least) => {
    // Whoever asks for more contrast gets 7:1 for all that is read.
    const wanted = stricter > 1 && least < 7 && least > 3 ? 7 : least
    expect(contrast(theme, text, on)).toBeGreaterThanOrEqual(wanted)
  })
})

test('the dark that is chosen is the dark of the system', () => {
  expect(block('\n:root[data-theme="dark"]', css.indexOf('@media (prefers-color-scheme: dark)'))).toEqual(night)
})
