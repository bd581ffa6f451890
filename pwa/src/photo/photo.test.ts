import { describe, expect, it } from 'vitest'
import { isHeic } from '.'
import { spotOf } from './exif'

interface Made {
  little?: boolean
  lat?: [number, number][]
  lon?: [number, number][]
  refs?: [string, string]
  gpsAt?: number
}

/** A JPEG's first bytes with an EXIF block that holds a place. */
function jpeg({
  little = true,
  lat = [
    [33, 1],
    [35, 1],
    [3552, 100],
  ],
  lon = [
    [7, 1],
    [37, 1],
    [0, 1],
  ],
  refs = ['N', 'W'],
  gpsAt,
}: Made) {
  const view = new DataView(new ArrayBuffer(300))
  const start = 12
  view.setUint16(0, 0xffd8)
  view.setUint16(2, 0xffe1)
  view.setUint16(4, 286)
  view.setUint32(6, 0x45786966)
  view.setUint16(start, little ? 0x4949 : 0x4d4d)
  const u16 = (at: number, n: number) => view.setUint16(start + at, n, little)
  const u32 = (at: number, n: number) => view.setUint32(start + at, n, little)
  u16(2, 42)
  u32(4, 8)
  u16(8, 1)
  u16(10, 0x8825)
  u32(18, gpsAt ?? 30)
  u16(30, 4)
  const entry = (i: number, tag: number, value: () => void) => {
    u16(32 + i * 12, tag)
    value()
  }
  entry(0, 1, () => view.setUint8(start + 32 + 8, refs[0].charCodeAt(0)))
  entry(1, 2, () => u32(32 + 12 + 8, 100))
  entry(2, 3, () => view.setUint8(start + 32 + 24 + 8, refs[1].charCodeAt(0)))
  entry(3, 4, () => u32(32 + 36 + 8, 140))
  const fractions = (at: number, list: [number, number][]) =>
    list.forEach(([over, under], i) => {
      u32(at + i * 8, over)
      u32(at + i * 8 + 4, under)
    })
  fractions(100, lat)
  fractions(140, lon)
  return new Blob([view.buffer])
}

describe('the place of a photo', () => {
  it.each([true, false])('is read in either byte order (little: %s)', async (little) => {
    const spot = await spotOf(jpeg({ little }))
    expect(spot?.lat).toBeCloseTo(33.5932, 4)
    expect(spot?.lon).toBeCloseTo(-7.6167, 4)
  })

  it('knows south and east', async () => {
    const spot = await spotOf(jpeg({ refs: ['S', 'E'] }))
    expect(spot?.lat).toBeLessThan(0)
    expect(spot?.lon).toBeGreaterThan(0)
  })

  const zero: [number, number][] = [
    [0, 1],
    [0, 1],
    [0, 1],
  ]
  it.each([
    ['no picture', new Blob(['hello'])],
    ['nothing', new Blob([])],
    ['0,0, which cameras write for unknown', jpeg({ lat: zero, lon: zero })],
    [
      'an impossible latitude',
      jpeg({
        lat: [
          [133, 1],
          [0, 1],
          [0, 1],
        ],
      }),
    ],
    [
      'a division by zero',
      jpeg({
        lat: [
          [33, 0],
          [0, 1],
          [0, 1],
        ],
      }),
    ],
    ['a pointer out of the block', jpeg({ gpsAt: 0x7fffffff })],
    ['a cut block', jpeg({}).slice(0, 60)],
  ])('is unknown for %s', async (_, file) => {
    expect(await spotOf(file)).toBeUndefined()
  })
})

describe('HEIC', () => {
  it('is told by its brand, not by its name', async () => {
    expect(await isHeic(new Blob(['\0\0\0\x18ftypheic\0\0\0\0']))).toBe(true)
    expect(await isHeic(new Blob(['\0\0\0\x18ftypmp42\0\0\0\0'], { type: 'image/heic' }))).toBe(false)
    expect(await isHeic(new Blob([]))).toBe(false)
  })
})
