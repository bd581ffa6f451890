// Writes src/api/schema.d.ts from the server's own OpenAPI document (openapi.json, made by `jemaa openapi`).
// Without the document the types are loose, so that the web app can be built and worked on alone.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const source = new URL('../openapi.json', import.meta.url)
const target = new URL('../src/api/schema.d.ts', import.meta.url)

const loose = `// No openapi.json was there: every path is allowed and every answer is unknown to the compiler.
// biome-ignore lint/suspicious/noExplicitAny: stands in for the generated types
export type paths = any
// biome-ignore lint/suspicious/noExplicitAny: stands in for the generated types
export type components = any
`

mkdirSync(new URL('.', target), { recursive: true })
const text = existsSync(source) ? astToString(await openapiTS(source)) : loose
if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text)
console.log(existsSync(source) ? 'types: from openapi.json' : 'types: loose, openapi.json is not there')
