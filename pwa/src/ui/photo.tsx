import { useEffect, useState } from 'preact/hooks'
import { t } from '../words'
import { IconButton } from './button'

interface PhotoProps {
  /** An id of the server's (the picture is /media/{id}/…), or what is still only on this phone. */
  photo: string | Blob
  /** What it shows; "" when the words beside say it already. */
  alt: string
  /** The picture's mean colour, shown until it arrives. */
  color?: string
  /** CSS aspect-ratio, so that nothing moves when it arrives. */
  ratio?: string
  /** How wide it is shown, for choosing 320, 960 or 1920 px (an `<img sizes>`). */
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
  return (
    <div class="photo" style={{ aspectRatio: ratio, backgroundColor: color }}>
      <img
        src={id ? source(960) : local}
        srcset={id ? `${source(320)} 320w, ${source(960)} 960w, ${source(1920)} 1920w` : undefined}
        sizes={id ? sizes : undefined}
        alt={alt}
        loading={eager ? 'eager' : 'lazy'}
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
