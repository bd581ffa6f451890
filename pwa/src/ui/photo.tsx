import { useEffect, useState } from 'preact/hooks'
import { t } from '../words'
import { IconButton } from './button'

/**
 * How wide a report's photo is shown (an `<img sizes>`). Of a phone it says a little less than the truth: 640 px then do
 * for two dots a pixel and 960 for three, where the next size would cost twice as much for nothing that the eye sees.
 */
export const wide = '(min-width: 60rem) 40rem, (min-width: 30rem) 100vw, 20rem'

interface PhotoProps {
  /** An id of the server's (the picture is /media/{id}/…), or what is still only on this phone. */
  photo: string | Blob
  /** What it shows; "" when the words beside say it already. */
  alt: string
  /** The picture's mean colour, shown until it arrives. */
  color?: string
  /** CSS aspect-ratio, so that nothing moves when it arrives. */
  ratio?: string
  /** How wide it is shown, for choosing 320, 640, 960 or 1920 px (an `<img sizes>`). */
  sizes?: string
  /** The first picture of a screen loads at once, the others when they come near. */
  eager?: boolean
  onRemove?: () => void
}

/** A photograph in a frame that keeps its place. */
export function Photo({ photo, alt, color, ratio = '4 / 3', sizes = '100vw', eager, onRemove }: PhotoProps) {
  const local = useBlobUrl(photo)
  const id = typeof photo === 'string' ? photo : ''
  const source = (width: number) => `/media/${id}/${width}.jpg`
  // Of what is no wider than a thumb, the smallest will do on every screen.
  const small = /^\d\dpx$/.test(sizes)
  const sources = [320, 640, 960, 1920].map((width) => `${source(width)} ${width}w`).join()
  return (
    <div class="photo" style={{ aspectRatio: ratio, backgroundColor: color }}>
      <img
        loading={eager || !id ? 'eager' : 'lazy'}
        fetchpriority={eager ? 'high' : 'low'}
        sizes={id && !small ? sizes : undefined}
        srcset={id && !small ? sources : undefined}
        src={id ? source(small ? 320 : 960) : local}
        alt={alt}
        decoding="async"
      />
      {onRemove && <IconButton icon="close" label={t.photo.remove} onClick={onRemove} />}
    </div>
  )
}

function useBlobUrl(photo: string | Blob): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (typeof photo === 'string') return
    const made = URL.createObjectURL(photo)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [photo])
  return url
}
