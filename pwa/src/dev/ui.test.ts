// The page of pieces shows every piece there is: one that is not seen there is not looked at in the dark, nor from right to left.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const ui = new URL('../ui/', import.meta.url).pathname
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

test('every piece is on the page', () => {
  const pieces = readdirSync(ui)
    .filter((name) => name.endsWith('.tsx'))
    .flatMap((name) => [...readFileSync(ui + name, 'utf8').matchAll(/^export function ([A-Z]\w*)/gm)])
    .map(([, name]) => name as string)
  expect(pieces.length).toBeGreaterThan(25)
  // The frame puts these two around every screen, and so around each pane.
  const shown = `${read('./ui.tsx')}${read('./pieces.tsx')}${read('../frame.tsx')}`
  expect(pieces.filter((name) => !shown.includes(`<${name}`))).toEqual([])
})
