// Where a photo was taken, read on the phone from its EXIF block (CIPA DC-008, section 4.6.6): the place of a report can be
// filled in without asking, and the server never sees the block, because shrinking drops it.

export interface Spot {
  lon: number
  lat: number
}

/** The block sits at the start; 256 KiB hold it even behind a large embedded preview. */
const head = 256 * 1024

/** Reads the place of a JPEG; undefined when there is none, or none that can be true. */
export async function spotOf(file: Blob): Promise<Spot | undefined> {
  try {
    const view = new DataView(await file.slice(0, head).arrayBuffer())
    const start = findExif(view)
    return start === undefined ? undefined : readSpot(new Tiff(view, start))
  } catch {
    // A RangeError: the block points outside itself. Such a photo simply has no place.
    return undefined
  }
}

// Walks the JPEG's segments to APP1 with the name "Exif\0\0".
function findExif(view: DataView): number | undefined {
  if (view.getUint16(0) !== 0xffd8) return undefined
  let at = 2
  while (at + 10 < view.byteLength) {
    const marker = view.getUint16(at)
    const length = view.getUint16(at + 2)
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966 && view.getUint16(at + 8) === 0) return at + 10
    if (marker < 0xff01 || marker === 0xffda || length < 2) return undefined
    at += 2 + length
  }
  return undefined
}

const gpsPointer = 0x8825
const tag = { latRef: 1, lat: 2, lonRef: 3, lon: 4 }

function readSpot(tiff: Tiff): Spot | undefined {
  const pointer = tiff.directory(tiff.first).get(gpsPointer)
  if (pointer === undefined) return undefined
  const gps = tiff.directory(tiff.long(pointer + 8))
  const [lat, lon, latRef, lonRef] = [gps.get(tag.lat), gps.get(tag.lon), gps.get(tag.latRef), gps.get(tag.lonRef)]
  if (lat === undefined || lon === undefined || latRef === undefined || lonRef === undefined) return undefined
  const spot = {
    lat: tiff.degrees(lat) * (tiff.letter(latRef) === 'S' ? -1 : 1),
    lon: tiff.degrees(lon) * (tiff.letter(lonRef) === 'W' ? -1 : 1),
  }
  const possible = Math.abs(spot.lat) <= 90 && Math.abs(spot.lon) <= 180 && (spot.lat !== 0 || spot.lon !== 0)
  return possible ? spot : undefined
}

/** The little of TIFF that EXIF needs: directories of 12-byte entries, in either byte order. */
class Tiff {
  readonly first: number
  private readonly little: boolean

  constructor(
    private readonly view: DataView,
    private readonly start: number,
  ) {
    this.little = view.getUint16(start) === 0x4949
    this.first = this.long(4)
  }

  long(offset: number): number {
    return this.view.getUint32(this.start + offset, this.little)
  }

  /** Offsets of a directory's entries by their tag. */
  directory(offset: number): Map<number, number> {
    const found = new Map<number, number>()
    const count = Math.min(this.view.getUint16(this.start + offset, this.little), 200)
    for (let i = 0; i < count; i++) {
      const entry = offset + 2 + i * 12
      found.set(this.view.getUint16(this.start + entry, this.little), entry)
    }
    return found
  }

  letter(entry: number): string {
    return String.fromCharCode(this.view.getUint8(this.start + entry + 8))
  }

  /** Three fractions: degrees, minutes, seconds. */
  degrees(entry: number): number {
    const at = this.long(entry + 8)
    const part = (i: number) => {
      const [over, under] = [this.long(at + i * 8), this.long(at + i * 8 + 4)]
      return under === 0 ? (over === 0 ? 0 : Number.NaN) : over / under
    }
    return part(0) + part(1) / 60 + part(2) / 3600
  }
}
