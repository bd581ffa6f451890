// A ZIP archive without compression (APPNOTE 6.3.10): photos do not get smaller, and any phone or computer opens it.

/** A file of the archive; its name in UTF-8, with "/" between folders. */
export interface Entry {
  name: string
  data: Uint8Array<ArrayBuffer>
}

/** Packs entries, in their order; at is the time that they all bear. Sizes stay far below ZIP's 4 GiB. */
export function zip(entries: Entry[], at: Date): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const index: Uint8Array<ArrayBuffer>[] = []
  let offset = 0
  for (const { name, data } of entries) {
    const path = new TextEncoder().encode(name)
    const common = facts(path, data, at)
    const local = join(words32(0x04034b50), common, path)
    index.push(join(words32(0x02014b50), words16(20), common, words16(0, 0, 0), words32(0, offset), path))
    parts.push(local, data)
    offset += local.length + data.length
  }
  const size = index.reduce((sum, one) => sum + one.length, 0)
  const end = join(
    words32(0x06054b50),
    words16(0, 0, entries.length, entries.length),
    words32(size, offset),
    words16(0),
  )
  return new Blob([...parts, ...index, end], { type: 'application/zip' })
}

const utf8 = 0x0800

// What a file's own header and its line in the index share: version, flags, method, time, date, sum, sizes, lengths.
function facts(path: Uint8Array, data: Uint8Array, at: Date): Uint8Array<ArrayBuffer> {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1)
  const date = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate()
  return join(words16(20, utf8, 0, time, date), words32(crc32(data), data.length, data.length), words16(path.length, 0))
}

function words16(...values: number[]): Uint8Array<ArrayBuffer> {
  const out = new DataView(new ArrayBuffer(values.length * 2))
  for (const [i, value] of values.entries()) out.setUint16(i * 2, value, true)
  return new Uint8Array(out.buffer)
}

function words32(...values: number[]): Uint8Array<ArrayBuffer> {
  const out = new DataView(new ArrayBuffer(values.length * 4))
  for (const [i, value] of values.entries()) out.setUint32(i * 4, value, true)
  return new Uint8Array(out.buffer)
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

const table = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

/** The checksum of ISO 3309, as ZIP wants it. */
export function crc32(data: Uint8Array): number {
  let sum = ~0
  for (const byte of data) sum = (table[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8)
  return ~sum >>> 0
}
