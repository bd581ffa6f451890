// Draws the app's icons from one mark into public/icons. Run after changing the mark, and commit what it makes.
import { writeFileSync } from 'node:fs'
import { Resvg } from '@resvg/resvg-js'
import { runnerImport } from 'vite'

const { star } = (await runnerImport('./src/ui/logo.tsx')).module
const folder = new URL('../public/icons/', import.meta.url)
const ground = '#f7f3ec'
const teal = '#0b6569'

function mark(pin, seat, middle) {
  const seats = Array.from({ length: 8 }, (_, i) => {
    const angle = (i * Math.PI) / 4 + Math.PI / 8
    const [x, y] = [24 + 10.6 * Math.cos(angle), 19 + 10.6 * Math.sin(angle)]
    return `<circle cx="${x.toFixed(2)}" cy="${y.toFixed(2)}" r="2.5"/>`
  })
  const body = '<path d="M24 46.5C19 41 7 30.5 7 19a17 17 0 0 1 34 0c0 11.500-12 22-17 27.5z"'
  return `${body} fill="${pin}"/><g fill="${seat}">${seats.join('')}</g><path d="${star(24, 19, 5.2)}" fill="${middle}"/>`
}

function svg(inner, view = '0 0 48 48') {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view}">${inner}</svg>`
}

function draw(name, text, size) {
  writeFileSync(
    new URL(`${name}-${size}.png`, folder),
    new Resvg(text, { fitTo: { mode: 'width', value: size } }).render().asPng(),
  )
}

const plain = svg(mark(teal, '#fff', '#e0b070'))
const box = (margin) => `${-margin} ${-margin} ${48 + 2 * margin} ${48 + 2 * margin}`
const sheet = (margin, fill) =>
  `<rect x="${-margin}" y="${-margin}" width="${48 + 2 * margin}" height="${48 + 2 * margin}" fill="${fill}"/>`
const boxed = (margin) => svg(sheet(margin, ground) + mark(teal, '#fff', '#e0b070'), box(margin))

writeFileSync(new URL('icon.svg', folder), plain)
for (const size of [192, 512]) {
  draw('icon', plain, size)
  // A launcher may cut a maskable icon to a circle of 80 %.
  draw('maskable', boxed(14), size)
}
draw('icon', boxed(8), 180)
// Status bars show only the shape.
draw('badge', svg(mark('#fff', '#000', '#000').replaceAll('#000', 'none').replace('fill="none"', 'fill="#fff"')), 96)
