// A photo as a phone's camera makes it: a JPEG whose EXIF says where it was taken (Exif 2.32, GPS IFD).
import type { Page } from '@playwright/test'

/** Draws a picture in the browser, another one for each turn, and writes a place into it. */
export async function photoAt(page: Page, lon: number, lat: number, turn = 0): Promise<Buffer> {
  const base64 = await page.evaluate((shift) => {
    const canvas = document.createElement('canvas')
    canvas.width = 1600
    canvas.height = 1200
    const ink = canvas.getContext('2d')
    if (!ink) throw new Error('no canvas')
    for (let i = 0; i < 400; i++) {
      ink.fillStyle = `hsl(${(i * 37 + shift * 17) % 360} 40% ${30 + (i % 50)}%)`
      ink.fillRect((i * 97) % 1600, (i * 61) % 1200, 180, 120)
    }
    return canvas.toDataURL('image/jpeg', 0.8).split(',')[1] ?? ''
  }, turn)
  const jpeg = Buffer.from(base64, 'base64')
  return Buffer.concat([jpeg.subarray(0, 2), exif(lon, lat), jpeg.subarray(2)])
}

const ascii = 2
const long = 4
const rational = 5

function exif(lon: number, lat: number): Buffer {
  const header = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]) // little-endian, first directory at 8
  const gpsAt = 8 + 2 + 12 + 4
  const first = directory([entry(0x8825, long, 1, number(gpsAt))])
  const valuesAt = gpsAt + 2 + 4 * 12 + 4
  const gps = directory([
    entry(1, ascii, 2, Buffer.from(lat < 0 ? 'S\0\0\0' : 'N\0\0\0')),
    entry(2, rational, 3, number(valuesAt)),
    entry(3, ascii, 2, Buffer.from(lon < 0 ? 'W\0\0\0' : 'E\0\0\0')),
    entry(4, rational, 3, number(valuesAt + 24)),
  ])
  const tiff = Buffer.concat([header, first, gps, degrees(lat), degrees(lon)])
  const size = Buffer.alloc(2)
  size.writeUInt16BE(2 + 6 + tiff.length)
  return Buffer.concat([Buffer.from([0xff, 0xe1]), size, Buffer.from('Exif\0\0'), tiff])
}

function directory(entries: Buffer[]): Buffer {
  const count = Buffer.alloc(2)
  count.writeUInt16LE(entries.length)
  return Buffer.concat([count, ...entries, Buffer.alloc(4)])
}

function entry(tag: number, type: number, count: number, value: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt16LE(tag, 0)
  head.writeUInt16LE(type, 2)
  head.writeUInt32LE(count, 4)
  return Buffer.concat([head, value])
}

function number(value: number): Buffer {
  const out = Buffer.alloc(4)
  out.writeUInt32LE(value)
  return out
}

// Degrees, minutes and seconds, each a fraction of two numbers.
function degrees(value: number): Buffer {
  const all = Math.abs(value)
  const minutes = (all % 1) * 60
  const parts: [number, number][] = [
    [Math.floor(all), 1],
    [Math.floor(minutes), 1],
    [Math.round((minutes % 1) * 60 * 10_000), 10_000],
  ]
  return Buffer.concat(parts.flatMap(([over, under]) => [number(over), number(under)]))
}
