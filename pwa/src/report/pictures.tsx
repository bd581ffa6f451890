import { useSignal } from '@preact/signals'
import { useRoom } from '../room'
import { Icon } from '../ui/icon'
import { Photo, wide } from '../ui/photo'
import { Sheet } from '../ui/sheet'
import { number } from '../words'
import { say } from '../words/resident'
import type { PhotoView, Report } from './types'

interface PicturesProps {
  photos: PhotoView[]
  /** A line of small ones, for the timeline. */
  small?: boolean
  /** What the pictures belong to, for those who do not see them. */
  about?: string
}

/** Photos side by side, to be pushed along with a thumb; a tap shows one large. */
export function Pictures({ photos, small, about }: PicturesProps) {
  const large = useSignal(-1)
  const shown = photos[large.value]
  const name = (i: number) => [say.page.photo(number(i + 1), number(photos.length)), about].filter(Boolean).join(' · ')
  return (
    <>
      <ul class={small ? 'pictures small' : photos.length > 1 ? 'pictures many' : 'pictures'}>
        {photos.map((photo, i) => (
          <li key={photo.id}>
            <button type="button" class="picture" onClick={() => (large.value = i)}>
              <Photo
                photo={photo.id}
                color={photo.color}
                alt={name(i)}
                ratio={small ? '1' : '4 / 3'}
                sizes={small ? '96px' : wide}
                eager={!small && i === 0}
              />
            </button>
            {photo.held && (
              <p class="soft small row">
                <Icon name="hide" size={16} />
                {say.page.held}
              </p>
            )}
          </li>
        ))}
      </ul>
      <Sheet open={!!shown} title={shown ? name(large.value) : ''} onClose={() => (large.value = -1)}>
        {shown && (
          <Photo
            photo={shown.id}
            color={shown.color}
            alt={name(large.value)}
            ratio={`${shown.width} / ${shown.height}`}
          />
        )}
      </Sheet>
    </>
  )
}

/** What it was and what the city made of it: the first photo of the report and that of the last repair. */
export function pairOf(report: Report): [before: PhotoView, after: PhotoView] | undefined {
  const repair = report.updates.findLast((update) => update.kind === 'status' && update.to === 'resolved')
  const [before, after] = [report.photos[0], repair?.photos[0]]
  return report.status === 'resolved' && before && after ? [before, after] : undefined
}

export function BeforeAfter({ report }: { report: Report }) {
  const pair = pairOf(report)
  const room = useRoom(!!pair, () => import('./compare'))
  if (!pair) return null
  return room ? (
    <room.Compare before={pair[0]} after={pair[1]} />
  ) : (
    <Pictures photos={[pair[0]]} about={say.page.before} />
  )
}
