import { type Signal, useSignal } from '@preact/signals'
import { Problem } from '../api'
import type { Point } from '../city'
import { PickMap } from '../map/pick'
import { editReport } from '../outbox/changes'
import { deliver } from '../outbox/deliver'
import { type Taken, TakePhotos } from '../photo/take'
import { Button } from '../ui/button'
import { ManyChoice } from '../ui/choice'
import { ErrorNote } from '../ui/empty'
import { Select, TextArea, TextField } from '../ui/field'
import { Photo } from '../ui/photo'
import { Sheet } from '../ui/sheet'
import { toast } from '../ui/toast'
import { number, t } from '../words'
import { say } from '../words/resident'
import { choices } from './filters'
import type { Report } from './types'

interface EditProps {
  open: boolean
  report: Report
  onClose: () => void
}

/** A report holds no more photos than this. */
const most = 5

/** Changes one's own report while nobody has taken it up: words, kind, photos and place. */
export function EditSheet({ open, report, onClose }: EditProps) {
  return (
    <Sheet open={open} title={t.act.edit} onClose={onClose}>
      <Form report={report} onClose={onClose} />
    </Sheet>
  )
}

function Form({ report, onClose }: Omit<EditProps, 'open'>) {
  const words = useSignal(report.description)
  const address = useSignal(report.address ?? '')
  const category = useSignal(report.category)
  const anonymous = useSignal(report.anonymous)
  const kept = useSignal(report.photos.map((photo) => photo.id))
  const added = useSignal<Taken[]>([])
  const place = useSignal<Point | undefined>(undefined)
  const { busy, problem, fields, send } = useSending(report, onClose)
  const save = () => {
    const photos = [...kept.value, ...added.value.map((photo) => photo.id)]
    const same = photos.join() === report.photos.map((photo) => photo.id).join()
    const change = {
      description: words.value,
      address: address.value,
      category: category.value,
      anonymous: anonymous.value,
      // The questions belong to the category: another one asks others.
      ...(category.value === report.category ? {} : { answers: {} }),
      ...(same ? {} : { photos }),
      ...(place.value ? { location: place.value } : {}),
    }
    void send(change, added.value)
  }
  return (
    <div class="stack">
      <p class="soft">{say.page.edit_text}</p>
      <ErrorNote error={problem} />
      <TextArea
        label={say.wizard.words}
        maxLength={4000}
        value={words.value}
        error={fields.description}
        onValue={(text) => (words.value = text)}
      />
      <Select
        label={say.wizard.category}
        value={category.value}
        options={choices().categories}
        error={fields.category}
        onValue={(code) => (category.value = code)}
      />
      <Photos report={report} kept={kept} added={added} />
      <TextField
        label={say.wizard.address}
        optional
        maxLength={200}
        value={address.value}
        error={fields.address}
        onValue={(text) => (address.value = text)}
      />
      <Place from={report.location} place={place} wrong={fields.location} />
      <ManyChoice
        label={say.wizard.anonymous}
        quiet
        options={[{ value: 'yes', label: say.wizard.anonymous, hint: say.wizard.anonymous_text }]}
        value={anonymous.value ? ['yes'] : []}
        onValue={(now) => (anonymous.value = now.length > 0)}
      />
      <Button look="primary" block busy={busy} onClick={save}>
        {t.act.save}
      </Button>
    </div>
  )
}

function useSending(report: Report, onDone: () => void) {
  const problem = useSignal<unknown>(undefined)
  const busy = useSignal(false)
  const send = async (change: object, photos: Taken[]) => {
    busy.value = true
    try {
      const outcome = await deliver(editReport(report.id, report.rev, change, photos, report.title))
      toast(outcome === 'sent' ? say.page.saved : t.outbox.kept)
      onDone()
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  const fields: Record<string, string> = problem.value instanceof Problem ? problem.value.fields : {}
  return { busy: busy.value, problem: problem.value, fields, send }
}

interface PhotosProps {
  report: Report
  kept: Signal<string[]>
  added: Signal<Taken[]>
}

/** Those that the city has, each to be taken away, and new ones. */
function Photos({ report, kept, added }: PhotosProps) {
  const left = report.photos.filter((photo) => kept.value.includes(photo.id))
  return (
    <fieldset class="field">
      <legend>{say.page.photos}</legend>
      {left.length > 0 && (
        <ul class="taken many">
          {left.map((photo, i) => (
            <li key={photo.id}>
              <Photo
                photo={photo.id}
                color={photo.color}
                sizes="50vw"
                alt={say.page.photo(number(i + 1), number(left.length))}
                onRemove={() => (kept.value = kept.value.filter((id) => id !== photo.id))}
              />
            </li>
          ))}
        </ul>
      )}
      <TakePhotos photos={added.value} most={most - left.length} onPhotos={(now) => (added.value = now)} />
    </fieldset>
  )
}

interface PlaceProps {
  from: Point
  place: Signal<Point | undefined>
  wrong?: string
}

/** Where it is now, and a map to move it on; nothing moves before somebody moves it. */
function Place({ from, place, wrong }: PlaceProps) {
  const moving = useSignal(false)
  const back = () => {
    place.value = undefined
    moving.value = false
  }
  return (
    <fieldset class="field">
      <legend>{say.page.place}</legend>
      {moving.value ? (
        <>
          <PickMap at={from} onPick={(at) => (place.value = at)} />
          <p class="small" role="status">
            {place.value && say.page.moved}
          </p>
          <Button look="ghost" icon="undo" onClick={back}>
            {say.page.keep_place}
          </Button>
        </>
      ) : (
        <div>
          <Button icon="pin" onClick={() => (moving.value = true)}>
            {say.page.move}
          </Button>
        </div>
      )}
      {wrong && <p class="wrong">{wrong}</p>}
    </fieldset>
  )
}
