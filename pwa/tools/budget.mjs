// Fails when the built app is heavier than it may be (all sizes brotli, as sent). The limits are promises to people who pay
// for their data: raise none without a reason in docs/decisions.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { closure } from './closure.mjs'

const dist = new URL('../dist/', import.meta.url).pathname
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const entry = 'src/main.tsx'
const kb = 1024

/** Bytes of a file as sent. */
function weigh(file) {
  const path = join(dist, file)
  return readFileSync(existsSync(`${path}.br`) ? `${path}.br` : path).length
}

function sum(files) {
  return [...files].reduce((total, file) => total + weigh(file), 0)
}

/** Files of some modules on top of what the entry loads, each once: scripts, or styles. */
function beyondEntry(names, kind = 'scripts') {
  const first = closure(manifest, entry)[kind]
  const all = new Set(names.filter((name) => manifest[name]).flatMap((name) => [...closure(manifest, name)[kind]]))
  return [...all].filter((file) => !first.has(file))
}

/** Everything that some modules load on top of the entry. */
function whole(names) {
  return sum(beyondEntry(names)) + sum(beyondEntry(names, 'styles'))
}

/** The page without its readable content, with its style inside, as Go writes it. */
function shell() {
  const page = readFileSync(new URL('../shell.html', import.meta.url), 'utf8').replace(/\{\{[^}]*\}\}/g, '')
  const style = [...closure(manifest, entry).styles].map((file) => readFileSync(join(dist, file), 'utf8')).join('')
  return brotliCompressSync(page.replace('</head>', `<style>${style}</style></head>`)).length
}

const lazy = Object.keys(manifest).filter((name) => manifest[name].isDynamicEntry)
const langs = ['fr', 'ar', 'zgh', 'en']
const home = beyondEntry(['src/home/screen.tsx'])
const entryScripts = closure(manifest, entry).scripts
const heaviest = Math.max(
  ...langs.map((lang) => sum(beyondEntry([`src/words/${lang}.ts`]).filter((f) => !home.includes(f)))),
)
const consoles = lazy.filter((name) => /^src\/(desk|moderation)\//.test(name))
const map = lazy.filter((name) => /^src\/map\/|leaflet/.test(name))
const everyday = lazy.filter((name) => !consoles.includes(name) && !map.includes(name))
const style = sum(closure(manifest, entry).styles)
const first = sum(entryScripts) + sum(home) + heaviest

const rows = [
  ['first-route JS, heaviest language', first, 25 * kb],
  [
    'CSS of the heaviest screen',
    style + Math.max(...everyday.map((name) => sum(beyondEntry([name], 'styles')))),
    6 * kb,
  ],
  ['HTML shell with its style', shell(), 6 * kb],
  ['service worker', weigh('worker.js'), 5 * kb],
  ['map, on top of the entry', whole(map), 60 * kb],
  ['consoles, on top of the entry', whole(consoles), 120 * kb],
  ['everything before photos', first + shell(), 60 * kb],
]

let over = false
for (const [what, bytes, limit] of rows) {
  const bad = bytes > limit
  over ||= bad
  console.log(`${bad ? 'OVER' : 'ok  '} ${String(bytes).padStart(7)} of ${String(limit).padStart(7)} B  ${what}`)
}
if (over) process.exit(1)
