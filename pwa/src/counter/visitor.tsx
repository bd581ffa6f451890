import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { api, ask, type components, Problem } from '../api'
import { areaName, city, inWords } from '../city'
import { me } from '../session'
import { Button } from '../ui/button'
import { Choice } from '../ui/choice'
import { ErrorNote, Note } from '../ui/empty'
import { Select, TextArea, TextField } from '../ui/field'
import { t } from '../words'
import { own } from './words'

export type Visitor = components['schemas']['Visitor']

interface VisitorProps {
  code: string
  visitor: Visitor
  onNext: () => void
}

/** The area whose authority the official works for: most who come live there. */
function ownArea(): string {
  const codes = (me.value?.roles ?? []).map((role) => role.authority)
  return city.value?.areas.find((area) => codes.includes(area.authority))?.code ?? ''
}

/** Who stands at the counter, and what the official has seen of them. */
export function VisitorForm({ code, visitor, onNext }: VisitorProps) {
  const now = useSignal(visitor)
  const done = useSignal(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [done.value])
  const { name, email, level, area } = now.value
  return (
    <section class="card stack">
      <h2 ref={heading} tabIndex={-1}>
        {own.visitor}
      </h2>
      <p>
        <bdi class="strong">{name || own.no_name}</bdi>{' '}
        <bdi class="soft" dir="ltr">
          {email}
        </bdi>
      </p>
      <p class="small">
        {own.levels[level]}
        {area && ` · ${areaName(area) || area}`}
      </p>
      {done.value ? (
        <>
          <Note look="good" icon="check">
            <p role="status">{own.done}</p>
          </Note>
          <Button look="primary" icon="next" block onClick={onNext}>
            {own.next}
          </Button>
        </>
      ) : (
        <Form
          code={code}
          onCancel={onNext}
          onDone={(after) => {
            now.value = after
            done.value = true
          }}
        />
      )}
    </section>
  )
}

interface FormProps {
  code: string
  onCancel: () => void
  onDone: (after: Visitor) => void
}

function Form({ code, onCancel, onDone }: FormProps) {
  const draft = useSignal({ level: '2', name: '', birth_date: '', address: '', area: ownArea() })
  const busy = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  const change = (part: Partial<typeof draft.value>) => (draft.value = { ...draft.value, ...part })
  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy.value) return
    const form = event.currentTarget as HTMLFormElement
    busy.value = true
    problem.value = undefined
    const { level, name, birth_date, address, area } = draft.value
    const body = {
      code,
      level: level === '2' ? 2 : 1,
      name,
      area,
      ...(birth_date && { birth_date }),
      ...(address && { address }),
    } as const
    try {
      onDone(await ask(api.POST('/api/v1/counter/visitors/confirm', { body })))
    } catch (error) {
      problem.value = error
      setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
    }
    busy.value = false
  }
  const wrong: Record<string, string | undefined> = problem.value instanceof Problem ? problem.value.fields : {}
  const asked = city.value?.verification.person ?? []
  const { level, name, birth_date, address, area } = draft.value
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <Choice
        label={own.seen}
        options={[
          { value: '2', label: own.in_person },
          { value: '1', label: own.paper },
        ]}
        value={level}
        onValue={(value) => change({ level: value })}
      />
      <TextField
        label={own.name}
        autoComplete="off"
        maxLength={120}
        value={name}
        error={wrong.name}
        onValue={(text) => change({ name: text })}
      />
      {asked.includes('birth_date') && (
        <TextField
          label={own.birth_date}
          type="date"
          dir="ltr"
          autoComplete="off"
          value={birth_date}
          error={wrong.birth_date}
          onValue={(text) => change({ birth_date: text })}
        />
      )}
      {asked.includes('address') && (
        <TextArea
          label={own.address}
          rows={3}
          maxLength={300}
          value={address}
          error={wrong.address}
          onValue={(text) => change({ address: text })}
        />
      )}
      <Select
        label={own.area}
        empty={own.choose}
        options={(city.value?.areas ?? []).map((one) => ({ value: one.code, label: inWords(one.names) }))}
        value={area}
        error={wrong.area}
        onValue={(value) => change({ area: value })}
      />
      <p class="soft small">{own.no_card}</p>
      {!['name', 'birth_date', 'address', 'area'].some((field) => wrong[field]) && <ErrorNote error={problem.value} />}
      <div class="row">
        <Button type="submit" look="primary" icon="check" busy={busy.value}>
          {own.confirm}
        </Button>
        <Button look="ghost" onClick={onCancel}>
          {t.act.cancel}
        </Button>
      </div>
    </form>
  )
}
