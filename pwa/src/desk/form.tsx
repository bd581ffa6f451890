import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Problem } from '../api'
import { categoryName } from '../city'
import type { Loaded } from '../load'
import type { Report } from '../report/types'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { t } from '../words'
import { type Act, type Draft, holds, labelOf, missing, perform, prepare } from './act'
import { draftOf, keepDraft } from './drafts'
import { Fields, type Official } from './fields'
import { delay, type Held, hold } from './held'
import { fill, type Template } from './template'

export type { Official } from './fields'

export interface FormProps {
  report: Report
  act: Act
  officials: Official[]
  templates: Loaded<Template[]>
  onCancel: () => void
  onDone: (now: Report) => void
  /** Called when the act waits for its moment, in which it can be taken back. */
  onHeld: (one: Held) => void
  /** Called when the report had changed meanwhile: what was typed stays. */
  onStale: () => void
}

/** The form of one act, beside the report. What goes wrong is said here, and nothing typed is lost. */
export function ActForm(props: FormProps) {
  const { report, act, officials, templates, onCancel } = props
  const draft = useSignal<Draft>(draftOf(report, act.name))
  const tried = useSignal(false)
  const box = useRef<HTMLFormElement>(null)
  useEffect(() => box.current?.querySelector<HTMLElement>('textarea, select, input, [type="submit"]')?.focus(), [])
  const change = (part: Partial<Draft>) => {
    draft.value = { ...draft.value, ...part }
    keepDraft(report, act.name, draft.value)
  }
  const { busy, problem, submit } = useSending(props)
  const send = () => {
    tried.value = true
    if (!missing(act, draft.value)) return void submit(draft.value)
    box.current?.querySelector<HTMLElement>('[aria-invalid="true"], textarea, select, input')?.focus()
  }
  return (
    <form
      ref={box}
      noValidate
      class="card stack"
      aria-label={labelOf(act, report)}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
      }}
    >
      <h3>{labelOf(act, report)}</h3>
      <Fields
        {...{ report, act, officials, templates, change, draft: draft.value, tried: tried.value, problem }}
        authority={report.authority}
        textOf={({ text, lang }) => fill(text, report, lang)}
      />
      <ErrorNote error={problem} />
      <div class="row">
        <Button type="submit" look={act.name === 'declined' ? 'danger' : 'primary'} icon={act.icon} busy={busy}>
          {labelOf(act, report)}
        </Button>
        <Button look="ghost" onClick={onCancel}>
          {t.act.cancel}
        </Button>
      </div>
    </form>
  )
}

// Sends the act, or holds it back for a moment once its photos are there.
function useSending({ report, act, onDone, onHeld, onStale }: FormProps) {
  const problem = useSignal<unknown>(undefined)
  const busy = useSignal(false)
  const submit = async (draft: Draft) => {
    if (busy.value) return
    busy.value = true
    problem.value = undefined
    try {
      if (delay.value > 0 && holds(act.name)) {
        const body = await prepare(act.name, draft)
        const { id, title, category, lang, rev } = report
        const named = { id, title: title || categoryName(category), lang: title ? lang : '' }
        onHeld(hold({ report: named, rev, name: act.name, label: labelOf(act, report), body }))
      } else {
        onDone(await perform(report, act.name, draft))
      }
    } catch (error) {
      problem.value = error
      if (error instanceof Problem && error.status === 412) onStale()
    }
    busy.value = false
  }
  return { busy: busy.value, problem: problem.value, submit }
}
