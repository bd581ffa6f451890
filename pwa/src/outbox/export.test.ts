import { crc32 as zlibSum } from 'node:zlib'
import { expect, it } from 'vitest'
import { type Command, submitReport, support } from './command'
import { pack } from './export'
import { crc32 } from './zip'

/** Reads an archive from its index, as every program does, and holds each file against its sum. */
function unzip(file: Buffer): Record<string, Buffer> {
  const out: Record<string, Buffer> = {}
  const end = file.length - 22
  expect(file.readUInt32LE(end)).toBe(0x06054b50)
  let at = file.readUInt32LE(end + 16)
  for (let left = file.readUInt16LE(end + 10); left > 0; left--) {
    expect(file.readUInt32LE(at)).toBe(0x02014b50)
    const [sum, size, long] = [file.readUInt32LE(at + 16), file.readUInt32LE(at + 24), file.readUInt16LE(at + 28)]
    const local = file.readUInt32LE(at + 42)
    expect(file.readUInt32LE(local)).toBe(0x04034b50)
    const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28)
    const data = file.subarray(from, from + size)
    expect(zlibSum(data)).toBe(sum)
    out[file.toString('utf8', at + 46, at + 46 + long)] = data
    at += 46 + long + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
  expect(at).toBe(end)
  return out
}

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
  const files = unzip(Buffer.from(await file.arrayBuffer()))
  expect(Object.keys(files)).toEqual(['commands.json', 'photos/P1.webp'])
  expect(new Uint8Array(files['photos/P1.webp'] ?? [])).toEqual(bytes)
  const { commands } = JSON.parse(String(files['commands.json']))
  expect(commands).toMatchObject([
    { kind: 'submit_report', body: { description: 'حفرة كبيرة', photos: ['P1'] }, photo_files: ['photos/P1.webp'] },
    { kind: 'support', subject: 'R2', title: 'Trottoir', photo_files: [] },
  ])
  expect(JSON.stringify(commands)).not.toContain('account')
})
