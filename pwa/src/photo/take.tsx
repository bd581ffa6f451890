// Taking photos: with the camera or from the gallery, shrunk on the phone, shown, removed.
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { Button } from '../ui/button'
import { Wrong } from '../ui/field'
import { Photo } from '../ui/photo'
import { Spinner } from '../ui/spinner'
import { announce } from '../ui/toast'
import { ulid } from '../ulid'
import { t } from '../words'
import { say } from '../words/resident'
import { photoProblemText, type Spot, shrink, spotOf } from '.'

/** A photo on this phone, small enough to send, under the id it will have. */
export interface Taken {
  id: string
  blob: Blob
}

interface TakeProps {
  photos: Taken[]
  most: number
  onPhotos: (photos: Taken[]) => void
  /** Hears where the first photo was taken, when its file says so. */
  onSpot?: (spot: Spot) => void
  /** Hears that a photo came from the camera, not from the gallery. */
  onShot?: () => void
  /** Two large buttons instead of small ones. */
  large?: boolean
  label?: string
}

/** Buttons for camera and gallery, and what was taken. */
export function TakePhotos({ photos, most, onPhotos, onSpot, onShot, large, label }: TakeProps) {
  const working = useSignal(false)
  const wrong = useSignal('')
  const add = async (files: FileList | null, shot: boolean) => {
    if (shot && files?.length) onShot?.()
    working.value = true
    wrong.value = ''
    let now = photos
    for (const file of [...(files ?? [])].slice(0, most - photos.length)) {
      try {
        const spot = onSpot && (await spotOf(file))
        now = [...now, { id: ulid(), blob: await shrink(file) }]
        if (spot) onSpot?.(spot)
        onPhotos(now)
      } catch (error) {
        wrong.value = photoProblemText(error)
      }
    }
    working.value = false
    announce(t.photo.count(now.length))
  }
  return (
    <div class="stack take">
      {label && <p class="strong">{label}</p>}
      {photos.length > 0 && (
        <ul class={photos.length > 1 ? 'taken many' : 'taken'}>
          {photos.map((photo, i) => (
            <li key={photo.id}>
              <Photo
                photo={photo.blob}
                alt={t.photo.count(i + 1)}
                onRemove={() => onPhotos(photos.filter((other) => other.id !== photo.id))}
              />
            </li>
          ))}
        </ul>
      )}
      {working.value && (
        <p class="row" role="status">
          <Spinner /> {t.photo.working}
        </p>
      )}
      <Wrong text={wrong.value} />
      {photos.length < most ? (
        <Sources large={large && photos.length === 0} many={most - photos.length > 1} onFiles={add} />
      ) : (
        most > 1 && <p class="soft small">{say.wizard.photo_limit}</p>
      )}
    </div>
  )
}

interface SourcesProps {
  large?: boolean
  many: boolean
  onFiles: (files: FileList | null, shot: boolean) => void
}

function Sources({ large, many, onFiles }: SourcesProps) {
  const camera = useRef<HTMLInputElement>(null)
  const gallery = useRef<HTMLInputElement>(null)
  const input = (ref: typeof camera, own: { capture?: 'environment'; multiple?: boolean }) => (
    <input
      ref={ref}
      type="file"
      hidden
      accept="image/jpeg,image/png,image/webp,image/heic,image/heif"
      onChange={(event) => {
        onFiles(event.currentTarget.files, own.capture !== undefined)
        event.currentTarget.value = ''
      }}
      {...own}
    />
  )
  return (
    <div class={large ? 'stack' : 'row'}>
      {input(camera, { capture: 'environment' })}
      {input(gallery, { multiple: many })}
      <Button look={large ? 'primary' : 'soft'} icon="camera" block={large} onClick={() => camera.current?.click()}>
        {large ? say.wizard.camera : t.photo.add}
      </Button>
      <Button look="plain" icon="image" block={large} onClick={() => gallery.current?.click()}>
        {say.wizard.gallery}
      </Button>
    </div>
  )
}
