// After Vite: the service worker with its list of files, one web app manifest a language, the shell's few words, and a
// brotli and a gzip copy of everything that gets smaller by it.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build, runnerImport } from 'vite'
import { closure } from './closure.mjs'

const dist = new URL('../dist/', import.meta.url).pathname
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const langs = ['fr', 'ar', 'zgh', 'en']
const words = Object.fromEntries(
  await Promise.all(langs.map(async (lang) => [lang, (await runnerImport(`./src/words/${lang}.ts`)).module[lang]])),
)

const { shell } = (await runnerImport('./src/words/shell.ts')).module

const first = {}
// What is drawn needs no style sheets, and the runner reads none.
const plain = {
  name: 'plain',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('.css') ? '\0plain' : undefined),
  load: (id) => (id === '\0plain' ? '' : undefined),
}
// One language after the other, each in modules of its own: the page's language is decided once.
for (const lang of langs) {
  process.env.FIRST_LANG = lang
  first[lang] = (await runnerImport('./tools/first.ts', { plugins: [plain] })).module.first
}

// Screens that must open without a network. The map and the consoles are kept when they are first used.
const offline = ['home/areas', 'home/not_found', 'report/list', 'report/wizard', 'report/page', 'search/screen']
  .concat(['account/sign_in', 'account/me', 'notify/inbox', 'about/screen'])
  .map((name) => `src/${name}.tsx`)
  .concat('src/outbox/engine.ts')

function precache() {
  const files = new Set(['/icons/icon.svg'])
  // The entry's style is inside every page already.
  const inside = closure(manifest, 'src/main.tsx').styles
  for (const name of ['src/main.tsx', ...offline]) {
    const found = closure(manifest, name)
    for (const file of [...found.scripts, ...found.styles].filter((one) => !inside.has(one))) files.add(`/${file}`)
  }
  const sprite = Object.values(manifest).find((row) => row.file.endsWith('.svg'))
  if (sprite) files.add(`/${sprite.file}`)
  // The consoles' words come with the consoles, which need the network anyway.
  const isWords = (name, lang) =>
    name.startsWith('src/words/') && name.endsWith(`/${lang}.ts`) && !name.includes('/staff/')
  const own = Object.fromEntries(
    langs.map((lang) => [
      lang,
      Object.keys(manifest)
        .filter((name) => isWords(name, lang))
        .map((name) => `/${manifest[name].file}`),
    ]),
  )
  // One file that is not there and no browser ever installs the worker.
  for (const file of [...files, ...Object.values(own).flat()]) {
    if (!existsSync(join(dist, file))) throw new Error(`precache: ${file}: not in the build`)
  }
  const list = { files: [...files].sort(), words: own }
  // The shell carries the style inside, so its hash belongs to the version too.
  const version = createHash('sha256')
    .update(JSON.stringify([list, [...inside]]))
    .digest('hex')
    .slice(0, 12)
  return { version, ...list }
}

async function worker() {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { PRECACHE: JSON.stringify(precache()) },
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: 'src/worker/worker.ts',
        output: { format: 'iife', entryFileNames: 'worker.js' },
      },
    },
  })
}

function webManifest(lang) {
  const t = words[lang]
  const icon = (size, purpose) => ({
    src: `/icons/${purpose}-${size}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
  })
  return {
    id: '/',
    name: t.app.name,
    short_name: t.app.name,
    description: t.app.description,
    lang,
    dir: lang === 'ar' ? 'rtl' : 'ltr',
    start_url: `/${lang}/`,
    scope: '/',
    display: 'standalone',
    background_color: '#f7f3ec',
    theme_color: '#f7f3ec',
    categories: ['government', 'social', 'utilities'],
    icons: [
      { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      icon(192, 'icon'),
      icon(512, 'icon'),
      { ...icon(192, 'maskable'), purpose: 'maskable' },
      { ...icon(512, 'maskable'), purpose: 'maskable' },
    ],
    screenshots: screenshots(lang, { home: t.app.name, report: t.title.report, map: t.title.map }),
    shortcuts: [
      { name: t.title.new_report, short_name: t.nav.report, url: `/${lang}/reports/new` },
      { name: t.title.map, url: `/${lang}/map` },
      { name: t.title.inbox, url: `/${lang}/inbox` },
    ],
  }
}

/** Pictures of the app for whoever thinks of installing it, in Arabic or in French. */
function screenshots(lang, labels) {
  const shown = lang === 'ar' ? 'ar' : 'fr'
  return Object.entries(labels).flatMap(([name, label]) =>
    [
      ['360', '360x740', 'narrow'],
      ['1280', '1280x860', 'wide'],
    ].map(([width, sizes, form_factor]) => {
      const src = `/icons/screen-${name}.${shown}.${width}.webp`
      if (!existsSync(join(dist, src))) throw new Error(`manifest: ${src}: not there: run make screens`)
      return { src, sizes, type: 'image/webp', form_factor, label }
    }),
  )
}

// The runner that draws knows the sprite by its source, a browser by its file.
function drawn(lang) {
  const sprite = `/${manifest['src/ui/pictures.svg'].file}`
  const own = Object.entries(first[lang])
  return Object.fromEntries(
    own.map(([name, html]) => [name, html.replaceAll('/src/ui/pictures.svg?no-inline', sprite)]),
  )
}

function compress(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) {
      if (!name.startsWith('.')) compress(path)
    } else if (/\.(js|css|svg|webmanifest|json|txt)$/.test(name)) pack(path)
  }
}

function pack(path) {
  const body = readFileSync(path)
  const br = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  const gz = gzipSync(body, { level: 9 })
  if (br.length < body.length) writeFileSync(`${path}.br`, br)
  if (gz.length < body.length) writeFileSync(`${path}.gz`, gz)
}

await worker()
for (const lang of langs) writeFileSync(join(dist, `manifest.${lang}.webmanifest`), JSON.stringify(webManifest(lang)))
const shells = Object.fromEntries(langs.map((lang) => [lang, { ...shell[lang], first: drawn(lang) }]))
writeFileSync(join(dist, '.vite/shell.json'), JSON.stringify(shells))
compress(dist)
// The screens that were drawn would listen for ever.
process.exit(0)
