// Measures what people wait for, on the real program: four screens on two poor lines, each three times, the median of
// each figure against its promise; then how soon a tap is answered and a map is complete on a processor six times slower.
// Started by lighthouse.sh with LH_URL; LH_MAP is a city of many reports (left out: not measured). LH_PAGES="home report"
// measures these only. Exits 1 when a promise is not kept.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import lighthouse from 'lighthouse'
import { interactions, mapComplete } from './taps.mjs'

const base = process.env.LH_URL ?? 'http://127.0.0.1:8080'
const runs = Number(process.env.LH_RUNS ?? 3)
const port = Number(process.env.LH_PORT ?? 9333)

/** Lighthouse's own lines: slow 4G is its mobile preset, 3G its "regular 3G" with a processor six times slower. */
const lines = [
  {
    name: 'slow 4G',
    throttling: { rttMs: 150, throughputKbps: 1638.4, cpuSlowdownMultiplier: 4 },
    promise: { performance: 97, lcp: 1800, tbt: 50, cls: 0.02, accessibility: 100, practices: 100, seo: 100 },
  },
  {
    name: '3G, CPU 6×',
    throttling: { rttMs: 300, throughputKbps: 700, cpuSlowdownMultiplier: 6 },
    promise: { performance: 90, lcp: 2800, cls: 0.02, accessibility: 100, practices: 100, seo: 100 },
  },
]
const least = ['performance', 'accessibility', 'practices', 'seo']

async function pages() {
  const answer = await fetch(`${base}/api/v1/reports?limit=50`)
  const { items } = await answer.json()
  const shown = items.find((one) => one.photo) ?? items[0]
  const all = [
    ['home', '/fr/'],
    ['list', '/fr/reports'],
    ['report', `/fr/reports/${shown.id}`],
    ['wizard', '/fr/reports/new'],
  ]
  const wanted = process.env.LH_PAGES?.split(' ')
  return wanted ? all.filter(([name]) => wanted.includes(name)) : all
}

async function measure(path, throttling) {
  const settings = {
    logLevel: 'error',
    formFactor: 'mobile',
    throttlingMethod: 'simulate',
    throttling,
    screenEmulation: { mobile: true, width: 360, height: 740, deviceScaleFactor: 2, disabled: false },
    // A demonstration keeps search engines out on purpose.
    skipAudits: ['is-crawlable'],
  }
  const config = { extends: 'lighthouse:default', settings }
  const found = await lighthouse(base + path, { port, output: 'json', logLevel: 'error' }, config)
  const { categories, audits, runtimeError } = found.lhr
  if (runtimeError) throw new Error(`lighthouse: ${path}: ${runtimeError.message}`)
  const score = (name) => Math.round((categories[name].score ?? 0) * 100)
  if (process.env.LH_WHY) why(path, found.lhr)
  return {
    performance: score('performance'),
    lcp: audits['largest-contentful-paint'].numericValue,
    tbt: audits['total-blocking-time'].numericValue,
    cls: audits['cumulative-layout-shift'].numericValue,
    accessibility: score('accessibility'),
    practices: score('best-practices'),
    seo: score('seo'),
  }
}

// Which checks cost points: LH_WHY=1.
function why(path, { categories, audits }) {
  for (const { id, auditRefs } of Object.values(categories)) {
    for (const { id: name, weight } of auditRefs) {
      const { score, displayValue, details } = audits[name]
      if (weight === 0 || score === null || score >= 0.98) continue
      console.log(`  ${path} ${id}: ${name} ${score} ${displayValue ?? ''}`)
      if (id !== 'performance') console.log(`    ${JSON.stringify(details?.items?.slice(0, 3)).slice(0, 600)}`)
    }
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

function show(key, value) {
  if (key === 'cls') return value.toFixed(3)
  if (key === 'lcp') return `${(value / 1000).toFixed(2)} s`
  return key === 'tbt' ? `${Math.round(value)} ms` : String(value)
}

const kept = (key, value, limit) => limit === undefined || (least.includes(key) ? value >= limit : value <= limit)
const row = (cells) => console.log(cells.map((cell, i) => (i < 2 ? cell.padEnd(11) : cell.padStart(9))).join(' '))

let broken = 0

// A browser that has just been started reads its fonts at its first page: that is nobody's visit.
async function warm() {
  const page = await browser.newPage()
  await page.goto(`${base}/fr/`)
  await page.waitForLoadState('networkidle')
  await page.close()
}

async function table() {
  await warm()
  row(['page', 'line', 'perf', 'LCP', 'TBT', 'CLS', 'access', 'practice', 'SEO'])
  for (const [name, path] of await pages()) {
    for (const line of lines) {
      const all = []
      for (let i = 0; i < runs; i++) all.push(await measure(path, line.throttling))
      const cells = Object.keys(all[0]).map((key) => {
        const value = median(all.map((one) => one[key]))
        const ok = kept(key, value, line.promise[key])
        if (!ok) broken++
        return show(key, value) + (ok ? '' : '!')
      })
      row([name, line.name, ...cells])
    }
  }
}

function verdict(what, ms, limit) {
  if (ms > limit) broken++
  console.log(
    `${what.padEnd(46)} ${String(Math.round(ms)).padStart(6)} ms  ≤ ${limit} ms: ${ms > limit ? 'NOT MET' : 'met'}`,
  )
}

async function hands() {
  const taps = await interactions(base)
  for (const [what, ms] of taps) console.log(`  ${what.padEnd(44)} ${String(Math.round(ms)).padStart(6)} ms`)
  verdict('worst answer to a tap, CPU 6×', Math.max(...taps.map(([, ms]) => ms)), 150)
  if (process.env.LH_MAP) verdict('map complete, CPU 6×', await mapComplete(process.env.LH_MAP, runs), 1500)
}

const folder = mkdtempSync(join(tmpdir(), 'jemaa-lighthouse-'))
const browser = await chromium.launchPersistentContext(folder, {
  executablePath: process.env.E2E_CHROMIUM,
  args: [
    '--no-sandbox',
    `--remote-debugging-port=${port}`,
    '--disable-background-networking',
    '--disable-component-update',
  ],
})
try {
  if (process.env.LH_ONLY !== 'taps') await table()
  if (process.env.LH_ONLY !== 'table') await hands()
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}
console.log(broken ? `${broken} promises not kept (marked !)` : 'every promise kept')
process.exit(broken ? 1 : 0)
