// The fields of an act, for one report or for many.
import { Problem } from '../api'
import { authorityName, city } from '../city'
import type { Loaded } from '../load'
import { TakePhotos } from '../photo/take'
import type { PhotoView, Report } from '../report/types'
import { me } from '../session'
import { Button } from '../ui/button'
import { Select, TextArea } from '../ui/field'
import { Photo } from '../ui/photo'
import { t } from '../words'
import { say } from '../words/resident'
import { staff } from '../words/staff'
import { type Act, type Draft, missing } from './act'
import { Original } from './original'
import { joined, type Offer, type Template } from './template'
import { Insert } from './template_pick'

export interface Official {
  id: string
  name: string
}

export interface FieldsProps {
  act: Act
  authority: string
  /** The report itself, when it is one. */
  report?: Report
  officials: Official[]
  templates: Loaded<Template[]>
  draft: Draft
  change: (part: Partial<Draft>) => void
  tried: boolean
  problem: unknown
  /** What is put into the words when a template is chosen. */
  textOf: (offer: Offer) => string
}

export function Fields(props: FieldsProps) {
  const { act, authority, report, officials, templates, draft, change, tried, problem, textOf } = props
  const said = problem instanceof Problem ? problem.fields : {}
  const lacks = tried ? missing(act, draft) : undefined
  const wrong = (field: 'text' | 'reason') => said[field] ?? (lacks === field ? t.field.fill : undefined)
  const words = act.reason ? 'reason' : 'text'
  return (
    <>
      {act.name === 'assign' && <Assign draft={draft} officials={officials} change={change} />}
      {act.name === 'hand_over' && (
        <Select
          label={staff.act.to_whom}
          empty="—"
          value={draft.authority}
          options={others(authority)}
          error={lacks === 'authority' ? staff.act.choose : said.authority}
          onValue={(to) => change({ authority: to })}
        />
      )}
      {act.name === 'duplicate' && report && (
        <Original
          report={report}
          chosen={draft.original}
          error={lacks === 'original' ? staff.act.choose : said.duplicate_of}
          onChoose={(original) => change({ original })}
        />
      )}
      <Words act={act} draft={draft} change={change} wrong={wrong} />
      {(act.reason || act.text) && (
        <Insert
          templates={templates}
          name={act.name}
          lang={report?.lang ?? ''}
          onInsert={(offer) => change({ [words]: joined(draft[words], textOf(offer)) })}
        />
      )}
      {act.photos && report && <Photos act={act} report={report} draft={draft} change={change} />}
    </>
  )
}

interface WordsProps extends Pick<FieldsProps, 'act' | 'draft' | 'change'> {
  wrong: (field: 'text' | 'reason') => string | undefined
}

function Words({ act, draft, change, wrong }: WordsProps) {
  const label = act.name === 'note' ? staff.act.words_note : act.name === 'ask' ? staff.act.words_ask : staff.act.words
  return (
    <>
      {act.reason && (
        <TextArea
          label={staff.act.reason}
          rows={3}
          maxLength={2000}
          value={draft.reason}
          error={wrong('reason')}
          onValue={(reason) => change({ reason })}
        />
      )}
      {act.text && (
        <TextArea
          label={label}
          rows={3}
          optional={act.text === 'may'}
          maxLength={4000}
          value={draft.text}
          error={wrong('text')}
          onValue={(text) => change({ text })}
        />
      )}
    </>
  )
}

type PhotosProps = Pick<FieldsProps, 'act' | 'draft' | 'change'> & { report: Report }

// After a repair the picture that the resident took stands beside the new one.
function Photos({ act, report, draft, change }: PhotosProps) {
  const repair = act.name === 'resolved'
  return (
    <div class={repair && report.photos[0] ? 'repair' : undefined}>
      {repair && <BeforeRepair photo={report.photos[0]} />}
      <TakePhotos
        label={repair ? staff.act.photo_after : undefined}
        photos={draft.photos}
        most={5}
        onPhotos={(photos) => change({ photos })}
      />
    </div>
  )
}

function BeforeRepair({ photo }: { photo?: PhotoView }) {
  if (!photo) return null
  return (
    <figure>
      <figcaption class="strong">{say.page.before}</figcaption>
      <Photo photo={photo.id} color={photo.color} alt={say.page.before} sizes="20rem" />
    </figure>
  )
}

function Assign({ draft, officials, change }: Pick<FieldsProps, 'draft' | 'officials' | 'change'>) {
  const own = me.value?.id ?? ''
  return (
    <>
      <Select
        label={staff.desk.assignee}
        empty={staff.desk.unassigned}
        optional
        value={draft.assignee}
        options={officials.map(({ id, name }) => ({ value: id, label: name }))}
        onValue={(assignee) => change({ assignee })}
      />
      {draft.assignee !== own && officials.some(({ id }) => id === own) && (
        <div>
          <Button icon="person" onClick={() => change({ assignee: own })}>
            {staff.act.assign_me}
          </Button>
        </div>
      )}
    </>
  )
}

function others(own: string) {
  return (city.value?.authorities ?? [])
    .filter(({ code }) => code !== own)
    .map(({ code }) => ({ value: code, label: authorityName(code) }))
}
