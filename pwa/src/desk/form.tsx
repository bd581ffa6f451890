import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Problem } from '../api'
import { authorityName, city } from '../city'
import { TakePhotos } from '../photo/take'
import type { Report } from '../report/types'
import { me } from '../session'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { Select, TextArea } from '../ui/field'
import { t } from '../words'
import { staff } from '../words/staff'
import { type Act, type Draft, draftOf, keepDraft, labelOf, missing, perform } from './act'
import { Original } from './original'

export interface Official {
  id: string
  name: string
}

interface FormProps {
  report: Report
  act: Act
  officials: Official[]
  onCancel: () => void
  onDone: (now: Report) => void
  /** Called when the report had changed meanwhile: what was typed stays. */
  onStale: () => void
}

/** The form of one act, beside the report. What goes wrong is said here, and nothing typed is lost. */
export function ActForm({ report, act, officials, onCancel, onDone, onStale }: FormProps) {
  const draft = useSignal<Draft>(draftOf(report, act.name))
  const problem = useSignal<unknown>(undefined)
  const busy = useSignal(false)
  const tried = useSignal(false)
  const box = useRef<HTMLFormElement>(null)
  useEffect(() => box.current?.querySelector<HTMLElement>('textarea, select, input, [type="submit"]')?.focus(), [])
  const change = (part: Partial<Draft>) => {
    draft.value = { ...draft.value, ...part }
    keepDraft(report, act.name, draft.value)
  }
  const send = async () => {
    tried.value = true
    if (busy.value) return
    if (missing(act, draft.value)) {
      box.current?.querySelector<HTMLElement>('[aria-invalid="true"], textarea, select, input')?.focus()
      return
    }
    busy.value = true
    problem.value = undefined
    try {
      onDone(await perform(report, act.name, draft.value))
    } catch (error) {
      problem.value = error
      if (error instanceof Problem && error.status === 412) onStale()
    }
    busy.value = false
  }
  return (
    <form
      ref={box}
      noValidate
      class="card stack"
      aria-label={labelOf(act, report)}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
      }}
    >
      <h3>{labelOf(act, report)}</h3>
      <Fields {...{ report, act, officials, change, draft: draft.value, tried: tried.value, problem: problem.value }} />
      <ErrorNote error={problem.value} />
      <div class="row">
        <Button type="submit" look={act.name === 'declined' ? 'danger' : 'primary'} icon={act.icon} busy={busy.value}>
          {labelOf(act, report)}
        </Button>
        <Button look="ghost" onClick={onCancel}>
          {t.act.cancel}
        </Button>
      </div>
    </form>
  )
}

interface FieldsProps {
  report: Report
  act: Act
  officials: Official[]
  draft: Draft
  change: (part: Partial<Draft>) => void
  tried: boolean
  problem: unknown
}

function Fields({ report, act, officials, draft, change, tried, problem }: FieldsProps) {
  const said = problem instanceof Problem ? problem.fields : {}
  const lacks = tried ? missing(act, draft) : undefined
  const wrong = (field: 'text' | 'reason') => said[field] ?? (lacks === field ? t.field.fill : undefined)
  return (
    <>
      {act.name === 'assign' && <Assign draft={draft} officials={officials} change={change} />}
      {act.name === 'hand_over' && (
        <Select
          label={staff.act.to_whom}
          empty="—"
          value={draft.authority}
          options={others(report.authority)}
          error={lacks === 'authority' ? staff.act.choose : said.authority}
          onValue={(authority) => change({ authority })}
        />
      )}
      {act.name === 'duplicate' && (
        <Original
          report={report}
          chosen={draft.original}
          error={lacks === 'original' ? staff.act.choose : said.duplicate_of}
          onChoose={(original) => change({ original })}
        />
      )}
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
          label={
            act.name === 'note' ? staff.act.words_note : act.name === 'ask' ? staff.act.words_ask : staff.act.words
          }
          rows={3}
          optional={act.text === 'may'}
          maxLength={4000}
          value={draft.text}
          error={wrong('text')}
          onValue={(text) => change({ text })}
        />
      )}
      {act.photos && (
        <TakePhotos
          label={act.name === 'resolved' ? staff.act.photo_after : undefined}
          photos={draft.photos}
          most={5}
          onPhotos={(photos) => change({ photos })}
        />
      )}
    </>
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
