import { useEffect } from 'preact/hooks'
import { roughArea } from '../../city'
import { TakePhotos } from '../../photo/take'
import { say } from '../../words/resident'
import { change, draft, keepNow, placed } from '../draft_state'
import { Found, useArea } from './found'
import { placeAhead } from './here'
import { Onward } from './onward'

/** First the photo: it is what a phone in the hand does best, and it may know the place. */
export function PhotoStep() {
  const { photos, place } = draft.value
  useEffect(() => void placeAhead(), [])
  useArea()
  return (
    <>
      <p class="soft">{say.wizard.photo_text}</p>
      <TakePhotos
        large
        most={5}
        photos={photos}
        onPhotos={(now) => {
          change({ photos: now, shot: now.length > 0 && draft.value.shot })
          void keepNow()
        }}
        onShot={() => change({ shot: true })}
        onSpot={(spot) => {
          // A photo from elsewhere says nothing of where the problem is.
          if ((!place || place.from === 'gps') && roughArea(spot))
            change({ place: { ...spot, from: 'photo' }, area: undefined })
        }}
      />
      {photos.length > 0 && placed(draft.value) && <Found />}
      <Onward from="photo" label={photos.length === 0 ? say.wizard.no_photo : undefined} />
    </>
  )
}
