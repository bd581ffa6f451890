import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/**
 * Empties the output folder before a build, all but `.gitkeep`: the Go package embeds the folder, and must compile on a
 * fresh clone where nothing has been built.
 */
export function keepFolder(): Plugin {
  let folder = 'dist'
  let given = 'public'
  return {
    name: 'keep-folder',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
      given = config.publicDir
    },
    // Only now is it sure that there will be something new: a build that fails leaves the last good one.
    generateBundle() {
      // What lies in public has been copied by now.
      const kept = ['.gitkeep', ...(existsSync(given) ? readdirSync(given) : [])]
      for (const name of readdirSync(folder)) {
        if (!kept.includes(name)) rmSync(join(folder, name), { recursive: true, force: true })
      }
    },
  }
}
