// What came of the tests, for people:
//   go test -json ./... | node tools/verdict.mjs go    one line a package, and all that a failing test said
//   node tools/verdict.mjs total                       one line for everything that ran since JEMAA_VERDICT was emptied
// Each part leaves its counts in the folder JEMAA_VERDICT, when that is set: go.json, and the JSON reports of vitest
// (vitest.json) and Playwright (playwright.json, playwright_minio.json).
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const folder = process.env.JEMAA_VERDICT ?? ''

async function go() {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const said = new Map()
  let bad = false
  for await (const line of createInterface({ input: process.stdin })) {
    const event = read(line)
    if (!event) {
      console.log(line)
      continue
    }
    const key = `${event.Package ?? event.ImportPath} ${event.Test ?? ''}`
    if (event.Action === 'output' || event.Action === 'build-output') {
      said.set(key, [...(said.get(key) ?? []), event.Output].slice(-400))
    } else if (event.Test && ['pass', 'fail', 'skip'].includes(event.Action)) {
      counts[{ pass: 'passed', fail: 'failed', skip: 'skipped' }[event.Action]]++
      if (event.Action === 'fail') process.stdout.write((said.get(key) ?? []).join(''))
      said.delete(key)
    } else if (event.Action === 'build-fail') {
      bad = true
      process.stdout.write((said.get(key) ?? []).join(''))
    } else if (['pass', 'fail', 'skip'].includes(event.Action)) {
      bad ||= event.Action === 'fail'
      const words = said.get(key) ?? []
      process.stdout.write(event.Action === 'fail' ? words.join('') : (words.at(-1) ?? ''))
      said.delete(key)
    }
  }
  if (bad && counts.failed === 0) counts.failed = 1 // what does not build has not passed
  if (folder) writeFileSync(join(folder, 'go.json'), JSON.stringify(counts))
  if (bad || counts.failed > 0) process.exitCode = 1
}

function read(line) {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const browser = ({ stats }) => [stats.expected + stats.flaky, stats.unexpected, stats.skipped]

function total() {
  const parts = [
    ['go.json', (r) => [r.passed, r.failed, r.skipped]],
    ['vitest.json', (r) => [r.numPassedTests, r.numFailedTests, r.numPendingTests]],
    ['playwright.json', browser],
    ['playwright_minio.json', browser],
  ]
  const sum = [0, 0, 0]
  for (const [name, counts] of parts) {
    if (!existsSync(join(folder, name))) continue
    counts(JSON.parse(readFileSync(join(folder, name), 'utf8'))).forEach((n, i) => {
      sum[i] += n
    })
  }
  console.log(`${sum[0]} passed, ${sum[1]} failed${sum[2] ? `, ${sum[2]} skipped` : ''}`)
}

const jobs = { go, total }
await jobs[process.argv[2]]()
