import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Command, submitReport, support } from './command'
import { pack } from './export'
import { crc32 } from './zip'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const kept = { account: 'A', photos: [], createdAt: 1_700_000_000_000, state: 'waiting', tries: 0, nextAt: 0 } as const

it('sums as ISO 3309 does', () => expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926))

it('packs what waits so that another program reads it, photos to the last byte, and nobody’s account', async () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) % 256)
  const photo = { id: 'P1', blob: new Blob([bytes], { type: 'image/webp' }) }
  const report: Command = {
    ...submitReport('R1', { description: 'حفرة كبيرة' }, [photo]),
    ...kept,
    photos: [{ ...photo, sentAt: 0 }],
  }
  const file = await pack([report, { ...support('R2', 'Trottoir'), ...kept, photos: [] }])
  writeFileSync(join(folder, 'a.zip'), new Uint8Array(await file.arrayBuffer()))
  // Python's zipfile checks every sum.
  execFileSync('python3', ['-m', 'zipfile', '-t', 'a.zip'], { cwd: folder })
  execFileSync('python3', ['-m', 'zipfile', '-e', 'a.zip', '.'], { cwd: folder })
  expect(new Uint8Array(readFileSync(join(folder, 'photos/P1.webp')))).toEqual(bytes)
  const { commands } = JSON.parse(readFileSync(join(folder, 'commands.json'), 'utf8'))
  expect(commands).toMatchObject([
    { kind: 'submit_report', body: { description: 'حفرة كبيرة', photos: ['P1'] }, photo_files: ['photos/P1.webp'] },
    { kind: 'support', subject: 'R2', title: 'Trottoir', photo_files: [] },
  ])
  expect(JSON.stringify(commands)).not.toContain('account')
})
