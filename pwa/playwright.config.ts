import { defineConfig } from '@playwright/test'

// The tests walk the real program: start it first (`make run`), or say where it runs. They use the system's Chromium.
export default defineConfig({
  testDir: 'e2e',
  timeout: 60_000,
  workers: 1,
  reporter: [['list']],
  use: {
    baseURL: process.env.JEMAA_URL ?? 'http://127.0.0.1:8080',
    viewport: { width: 360, height: 740 },
    launchOptions: {
      executablePath: process.env.JEMAA_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    },
    trace: 'retain-on-failure',
  },
})
