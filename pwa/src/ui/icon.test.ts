// Each category of the city shows a picture of its own, drawn by the same hand.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { categoryIcons, spriteIcons } from './icon'
import { icons } from './icons'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const profile = read('../../../backend/city/profiles/casablanca.yaml')
const sprite = new Map(
  [...read('./pictures.svg').matchAll(/<symbol id="(\w+)" (.*?)<\/symbol>/g)].map(([, id, body]) => [id, body]),
)
const named = [...profile.matchAll(/^ {4}icon: (\w+)/gm)].map(([, name]) => name as string)

test('the city’s pictures are drawn, and no two kinds of problem share one', () => {
  expect(named.length).toBeGreaterThan(40)
  expect(named.filter((name) => !(name in icons) && !sprite.has(name))).toEqual([])
  expect(named.filter((name, i) => named.indexOf(name) !== i)).toEqual([])
})

test('the sprite holds what the app may ask for, on 24 px and without a colour or a stroke of its own', () => {
  expect([...spriteIcons, ...categoryIcons].filter((name) => !sprite.has(name))).toEqual([])
  for (const [name, body] of sprite) {
    expect(body, name).toContain('viewBox="0 0 24 24"')
    expect(body, name).not.toMatch(/fill=|stroke|style=/)
    const numbers = [...(body ?? '').matchAll(/M(-?[\d.]+)[ ,](-?[\d.]+)/g)].flatMap(([, x, y]) => [
      Number(x),
      Number(y),
    ])
    expect(Math.min(...numbers), name).toBeGreaterThanOrEqual(2)
    expect(Math.max(...numbers), name).toBeLessThanOrEqual(22)
  }
})
