import { defineConfig, type ReporterDescription } from '@playwright/test'

// e2e/run.sh starts the real program, one city for each worker, and says where they are; `make run` and E2E_URL do as well.
// A worker stays with its city, so that what one test does is no news to another that runs at the same time.
const cities = (process.env.E2E_CITIES ?? process.env.E2E_URL ?? 'http://127.0.0.1:8080').split(' ')
const own = Number(process.env.TEST_PARALLEL_INDEX ?? 0) % cities.length
process.env.E2E_URL = cities[own]
if (process.env.E2E_LOGS) process.env.E2E_LOG = process.env.E2E_LOGS + own
const verdict = process.env.JEMAA_VERDICT
const reporter: ReporterDescription[] = [['list']]
if (verdict)
  reporter.push(['json', { outputFile: `${verdict}/playwright${process.env.E2E_MINIO ? '_minio' : ''}.json` }])

const looking = /everyone(_aria)?\.spec\.ts$/

export default defineConfig({
  testDir: 'e2e',
  projects: process.env.E2E_SCREENS
    ? [{ name: 'pictures', testMatch: /screens\.ts$/ }]
    : [
        // What looks at every screen comes first, in cities where nobody has done anything yet.
        { name: 'screens', testMatch: looking },
        { name: 'journeys', testMatch: /\.spec\.ts$/, testIgnore: looking },
      ],
  timeout: 60_000,
  expect: { timeout: 10_000, toMatchAriaSnapshot: { pathTemplate: '{testDir}/aria/{arg}{ext}' } },
  workers: cities.length,
  retries: process.env.CI ? 1 : 0, // a machine that is shared stalls now and then; what needed it is listed as flaky
  reporter,
  use: {
    baseURL: process.env.E2E_URL,
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    launchOptions: {
      executablePath: process.env.E2E_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    },
    actionTimeout: 12_000,
    navigationTimeout: 20_000,
    trace: 'retain-on-failure',
  },
})
