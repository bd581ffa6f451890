// Fails on CSS that knows left from right: the page reads both ways.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('../src/', import.meta.url).pathname
const side = '(left|right)'
const physical = [
  new RegExp(`\\b(margin|padding|border|scroll-margin|scroll-padding)-${side}\\b`),
  new RegExp(`(^|[\\s;{])${side}\\s*:`),
  new RegExp(`\\b(text-align|float|clear|justify-\\w+|align-\\w+)\\s*:\\s*${side}\\b`),
  new RegExp(`\\bborder-(top|bottom)-${side}-radius\\b`),
  // Four different values around a box are physical too.
  /\b(margin|padding|inset|border-radius)\s*:\s*(\S+)\s+(\S+)\s+\S+\s+(?!\3\s*[;}])[^\s;}]+\s*[;}]/,
]
// The same in a style attribute or object of a component.
const inScript = [
  /\b(margin|padding|border)(Left|Right)\b/,
  /style=\{\{[^}]*\b(left|right)\s*:/,
  /textAlign:\s*['"](left|right)/,
]

let wrong = 0
function look(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) look(path)
    else if (/\.css$/.test(entry.name)) scan(path, physical)
    else if (/\.tsx$/.test(entry.name)) scan(path, inScript)
  }
}

function scan(path, patterns) {
  for (const [i, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (line.includes('safe-area-inset') || line.includes('physical:')) continue
    if (!patterns.some((pattern) => pattern.test(line))) continue
    console.error(`${path.slice(root.length)}:${i + 1}: ${line.trim()}`)
    wrong++
  }
}

look(root)
if (wrong > 0) {
  console.error(
    `${wrong} physical declarations: use the logical ones (margin-inline-start, inset-inline-end, text-align: start)`,
  )
  process.exit(1)
}
