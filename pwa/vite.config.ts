import { defineConfig } from 'vite'
import { keepFolder } from './tools/keep_folder.ts'

const base =
  /node_modules\/(preact|@preact|openapi-fetch)\/|\/src\/(api|route)\/|\/src\/(boot|city|load|location|online|rest|session|ulid|worker_link)\.ts|\/src\/words\/(index|format|plural|category)\.ts|\/src\/ui\/(badge|bars|button|card|empty|icon|icons|logo|page|photo|spinner|time|toast)\.tsx?|\/src\/report\/card\.tsx|\/src\/home\/(screen|section|later|near)\.tsx|\/src\/(app|frame)\.tsx|\/src\/(outbox|words\/resident|words\/staff)\/index\.ts|\/src\/account\/theme\.ts|rolldown\/runtime|preload-helper/

// What the list, the map, the wizard and a report's page share, and what the last two do beyond it.
const pieces =
  /\/src\/ui\/(field|choice|sheet)\.tsx|\/src\/(pages|room)\.ts|\/src\/report\/(filter_bar|filters|query)\.tsx?/
const doing =
  /\/src\/ui\/menu\.tsx|\/src\/photo\/|\/src\/outbox\/(acts|changes|command|deliver)\.ts|\/src\/map\/(box|small|pick)\.tsx|\/src\/ui\/timeline\.tsx|\/src\/report\/(answers|pictures|share|standing|steps\/later|story|where)\.tsx/

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
    rolldownOptions: {
      input: ['src/main.tsx', 'src/lead.ts'],
      // What every first paint needs comes in one piece: many small ones compress worse and arrive later on 3G.
      output: {
        codeSplitting: {
          groups: [
            { name: 'base', test: base },
            { name: 'pieces', test: pieces },
            { name: 'doing', test: doing },
            {
              name: 'drafts',
              test: /\/src\/report\/(drafts|draft_state|places|steps\/drafts)\.tsx?|node_modules\/idb\//,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': process.env.API_URL ?? 'http://127.0.0.1:8080',
      '/media': process.env.API_URL ?? 'http://127.0.0.1:8080',
      '/tiles': process.env.API_URL ?? 'http://127.0.0.1:8080',
    },
  },
})
