/**
 * What a module of Vite's manifest needs before it can run: itself and its static imports, each once.
 * @param {Record<string, {file: string, imports?: string[], css?: string[]}>} manifest
 * @param {string} name the module's source path
 */
export function closure(manifest, name, found = { scripts: new Set(), styles: new Set() }) {
  const row = manifest[name]
  if (!row) throw new Error(`closure: ${name}: not in the manifest`)
  if (found.scripts.has(row.file)) return found
  found.scripts.add(row.file)
  for (const style of row.css ?? []) found.styles.add(style)
  for (const imported of row.imports ?? []) closure(manifest, imported, found)
  return { scripts: found.scripts, styles: found.styles }
}
