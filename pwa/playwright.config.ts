import { defineConfig, type ReporterDescription } from '@playwright/test'

// e2e/run.sh starts the real program on a city of its own and says where it is; `make run` and E2E_URL do as well.
const verdict = process.env.JEMAA_VERDICT
const reporter: ReporterDescription[] = [['list']]
if (verdict)
  reporter.push(['json', { outputFile: `${verdict}/playwright${process.env.E2E_MINIO ? '_minio' : ''}.json` }])

export default defineConfig({
  testDir: 'e2e',
  testIgnore: process.env.E2E_SCREENS ? undefined : /screens\.ts$/,
  testMatch: process.env.E2E_SCREENS ? /screens\.ts$/ : /\.spec\.ts$/,
  timeout: 60_000,
  expect: { timeout: 10_000, toMatchAriaSnapshot: { pathTemplate: '{testDir}/aria/{arg}{ext}' } },
  workers: 1,
  retries: process.env.CI ? 1 : 0, // a machine that is shared stalls now and then; what needed it is listed as flaky
  reporter,
  use: {
    baseURL: process.env.E2E_URL ?? 'http://127.0.0.1:8080',
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
