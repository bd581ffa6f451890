// Makes a camera's picture small enough for 3G: at most 1920 px and about half a megabyte, without its EXIF block.
import { t } from '../words'

export { type Spot, spotOf } from './exif'

/** Why a picture cannot be taken. */
export class PhotoProblem extends Error {
  override name = 'PhotoProblem'
  constructor(readonly why: 'heic' | 'unreadable' | 'too_big') {
    super(why)
  }
}

/** Says a photo's problem in the person's language. */
export function photoProblemText(error: unknown): string {
  return t.photo[error instanceof PhotoProblem ? error.why : 'unreadable']
}

const edge = 1920
const wanted = 500_000
/** A phone with little memory dies of more. */
const most = 60_000_000

/** Decodes, turns upright, shrinks and encodes as WebP, or as JPEG where there is no WebP. Throws PhotoProblem. */
export async function shrink(file: Blob): Promise<Blob> {
  if (file.size > most) throw new PhotoProblem('too_big')
  const picture = await decode(file)
  try {
    for (const size of [edge, 1440, 1080]) {
      const canvas = draw(picture, size)
      for (const quality of [0.82, 0.68, 0.5]) {
        const blob = await encode(canvas, quality)
        if (blob.size <= wanted || (size === 1080 && quality === 0.5)) return blob
      }
    }
    throw new PhotoProblem('too_big')
  } finally {
    picture.close()
  }
}

async function decode(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    throw new PhotoProblem((await isHeic(file)) ? 'heic' : 'unreadable')
  }
}

const brands = ['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1']

/** Looks at the file's own words (ISO/IEC 23008-12: a box "ftyp" and a brand), because phones misname them. */
export async function isHeic(file: Blob): Promise<boolean> {
  const start = new TextDecoder('latin1').decode(await file.slice(0, 12).arrayBuffer())
  return start.slice(4, 8) === 'ftyp' && brands.includes(start.slice(8, 12))
}

function draw(picture: ImageBitmap, size: number): HTMLCanvasElement {
  const scale = Math.min(1, size / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  const pen = canvas.getContext('2d')
  if (!pen) throw new PhotoProblem('too_big')
  pen.imageSmoothingQuality = 'high'
  // JPEG knows no transparency: what is clear becomes white, not black.
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas
}

// A browser that cannot write a type writes PNG and says nothing: the blob's own type is the truth.
async function encode(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  for (const type of ['image/webp', 'image/jpeg']) {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, quality))
    if (blob?.type === type) return blob
  }
  throw new PhotoProblem('unreadable')
}
