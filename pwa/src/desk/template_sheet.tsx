import { useSignal } from '@preact/signals'
import { Problem, problemText } from '../api'
import type { Loaded } from '../load'
import { Button, IconButton } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { Select, TextArea, TextField } from '../ui/field'
import { Sheet } from '../ui/sheet'
import { toast } from '../ui/toast'
import { ulid } from '../ulid'
import { langNames, langs, t } from '../words'
import { staff } from '../words/staff'
import { putTemplate, removeTemplate, type Template } from './template'

interface TemplatesProps {
  open: boolean
  authority: string
  templates: Loaded<Template[]>
  onClose: () => void
}

const uses = ['acknowledged', 'in_progress', 'resolved', 'declined', 'answer', 'ask', 'note', 'hand_over'] as const

/** What an authority keeps: read, changed, added and removed by any of its officials. */
export function Templates({ open, authority, templates, onClose }: TemplatesProps) {
  const editing = useSignal<Template | undefined>(undefined)
  const close = () => {
    editing.value = undefined
    onClose()
  }
  const saved = () => {
    editing.value = undefined
    templates.reload()
    toast(staff.template.kept)
  }
  return (
    <Sheet open={open} title={staff.template.title} onClose={close}>
      {editing.value ? (
        <Edit
          key={editing.value.id}
          authority={authority}
          template={editing.value}
          onDone={saved}
          onCancel={() => (editing.value = undefined)}
        />
      ) : (
        <Kept authority={authority} templates={templates} onEdit={(one) => (editing.value = one)} />
      )}
    </Sheet>
  )
}

interface KeptProps {
  authority: string
  templates: Loaded<Template[]>
  onEdit: (one: Template) => void
}

function Kept({ authority, templates, onEdit }: KeptProps) {
  const busy = useSignal(false)
  const change = async (work: () => Promise<unknown>, said: string) => {
    busy.value = true
    try {
      await work()
      toast(said)
    } catch (error) {
      toast(problemText(error))
    }
    busy.value = false
    templates.reload()
  }
  const begin = async () => {
    const { starters } = await import('./starters')
    for (const one of starters) await putTemplate(authority, { ...one, id: ulid() })
  }
  return (
    <div class="stack">
      <ErrorNote error={templates.error} onRetry={templates.reload} />
      {templates.data?.length === 0 && <p class="soft">{staff.template.none}</p>}
      <ul class="kepts">
        {templates.data?.map((one) => (
          <li key={one.id}>
            <div class="grow">
              <strong dir="auto">{one.name}</strong>
              <p class="soft small">
                {one.for ? staff.act[one.for] : staff.template.any} ·{' '}
                {langs.filter((lang) => one.texts[lang]).join(', ')}
              </p>
            </div>
            <IconButton icon="edit" label={staff.template.edit(one.name)} onClick={() => onEdit(one)} />
            <IconButton
              icon="trash"
              label={staff.template.remove(one.name)}
              onClick={() => change(() => removeTemplate(authority, one.id), staff.template.removed)}
            />
          </li>
        ))}
      </ul>
      <Button look="primary" icon="plus" block onClick={() => onEdit({ id: ulid(), name: '', texts: {} })}>
        {staff.template.add}
      </Button>
      {templates.data?.length === 0 && (
        <Button block busy={busy.value} onClick={() => change(begin, staff.template.kept)}>
          {staff.template.starters}
        </Button>
      )}
    </div>
  )
}

interface EditProps {
  authority: string
  template: Template
  onDone: () => void
  onCancel: () => void
}

function Edit({ authority, template, onDone, onCancel }: EditProps) {
  const now = useSignal(template)
  const busy = useSignal(false)
  const tried = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  const change = (part: Partial<Template>) => (now.value = { ...now.value, ...part })
  const empty = !Object.values(now.value.texts).some((text) => text?.trim())
  const save = async (event: Event) => {
    event.preventDefault()
    tried.value = true
    if (empty || !now.value.name.trim()) return
    busy.value = true
    problem.value = undefined
    try {
      await putTemplate(authority, now.value)
      onDone()
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  const said = problem.value instanceof Problem ? problem.value.fields : {}
  return (
    <form class="stack" noValidate onSubmit={save}>
      <TextField
        label={staff.template.name}
        maxLength={80}
        value={now.value.name}
        error={said.name ?? (tried.value && !now.value.name.trim() ? t.field.fill : undefined)}
        onValue={(name) => change({ name })}
      />
      <Select
        label={staff.template.use}
        optional
        empty={staff.template.any}
        value={now.value.for ?? ''}
        options={uses.map((value) => ({ value, label: staff.act[value] }))}
        onValue={(use) => change({ for: use as Template['for'] })}
      />
      <p class="soft small">
        <bdi>{staff.template.hint}</bdi>
      </p>
      {langs.map((lang, i) => (
        <TextArea
          key={lang}
          label={staff.template.text(langNames[lang])}
          rows={3}
          optional
          maxLength={1500}
          lang={lang}
          value={now.value.texts[lang] ?? ''}
          error={said[`texts.${lang}`] ?? (tried.value && empty && i === 0 ? staff.template.need : undefined)}
          onValue={(text) => change({ texts: { ...now.value.texts, [lang]: text } })}
        />
      ))}
      <ErrorNote error={problem.value} />
      <div class="row">
        <Button type="submit" look="primary" busy={busy.value}>
          {t.act.save}
        </Button>
        <Button look="ghost" onClick={onCancel}>
          {t.act.cancel}
        </Button>
      </div>
    </form>
  )
}
