import { defineConfig } from 'vite'
import { keepFolder } from './tools/keep_folder.ts'

// Go renders index.html for each language, so the build starts at the script and leaves a manifest behind.
export default defineConfig({
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [keepFolder()],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: 'src/main.tsx' },
  },
  server: {
    proxy: {
      '/api': process.env.JEMAA_URL ?? 'http://127.0.0.1:8080',
      '/media': process.env.JEMAA_URL ?? 'http://127.0.0.1:8080',
      '/tiles': process.env.JEMAA_URL ?? 'http://127.0.0.1:8080',
    },
  },
})
