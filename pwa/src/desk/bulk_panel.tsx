import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { api, ask } from '../api'
import type { Loaded } from '../load'
import type { Report, Summary } from '../report/types'
import { Button } from '../ui/button'
import { Select } from '../ui/field'
import { ulid } from '../ulid'
import { type Lang, pageLang, t } from '../words'
import { staff } from '../words/staff'
import { type Act, actOf, type Draft, missing, type Name, post } from './act'
import { bodyFor, bulkable, type Item } from './bulk'
import { Results } from './bulk_results'
import { useWork } from './bulk_work'
import { Fields, type Official } from './fields'
import type { Template } from './template'

interface BulkProps {
  reports: Summary[]
  authority: string
  first: Name | ''
  officials: Official[]
  templates: Loaded<Template[]>
  /** Hears of each report that changed. */
  onDone: (now: Report) => void
  onClose: () => void
}

const empty: Draft = { id: '', text: '', reason: '', photos: [], sent: [], authority: '', assignee: '', original: '' }

/** One act with one text on many reports. It begins after the time to take it back; each has its own result. */
export function Bulk(props: BulkProps) {
  const { reports, first, onDone, onClose } = props
  const name = useSignal<Name>(bulkable.find((one) => one === first) ?? 'acknowledged')
  const draft = useSignal<Draft>({ ...empty, id: ulid() })
  const lang = useSignal<Lang>(pageLang() as Lang)
  const heading = useRef<HTMLHeadingElement>(null)
  const work = useWork(reports, onDone)
  useEffect(() => heading.current?.focus(), [])
  const act = { ...actOf(name.value), photos: false }
  const send = async (item: Item, once: boolean) => {
    // Whoever tries again has read why it failed, and means the report as it is by now.
    const rev = once ? item.report.rev : (await read(item.report.id)).rev
    return post(item.report, bodyFor(act, draft.value, item, lang.value), rev)
  }
  return (
    <div class="stack bulk">
      <h2 ref={heading} tabIndex={-1}>
        {staff.bulk.title(reports.length)}
      </h2>
      {work.phase === 'writing' ? (
        <BulkForm {...props} {...{ act, name, draft, lang }} onStart={() => work.begin(send)} />
      ) : (
        <Results label={staff.act[name.value]} work={work} onClose={onClose} />
      )}
    </div>
  )
}

const read = (id: string) => ask(api.GET('/api/v1/reports/{id}', { params: { path: { id } } }))

interface BulkFormProps extends BulkProps {
  act: Act
  name: Signal<Name>
  draft: Signal<Draft>
  lang: Signal<Lang>
  onStart: () => void
}

function BulkForm({ act, name, draft, lang, onStart, ...props }: BulkFormProps) {
  const { reports, authority, officials, templates, onClose } = props
  const tried = useSignal(false)
  const start = () => {
    tried.value = true
    if (!missing(act, draft.value)) onStart()
  }
  return (
    <form
      class="card stack"
      noValidate
      aria-label={staff.bulk.act}
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) start()
      }}
    >
      <Select
        label={staff.bulk.what}
        value={name.value}
        options={bulkable.map((value) => ({ value, label: staff.act[value] }))}
        onValue={(value) => (name.value = value as Name)}
      />
      <Fields
        {...{ act, authority, officials, templates, draft: draft.value, tried: tried.value, problem: undefined }}
        change={(part) => (draft.value = { ...draft.value, ...part })}
        textOf={(offer) => {
          lang.value = offer.lang
          return offer.text
        }}
      />
      {(act.text || act.reason) && (
        <p class="soft small">
          <bdi>{staff.bulk.fields}</bdi>
        </p>
      )}
      <div class="row">
        <Button type="submit" look={name.value === 'declined' ? 'danger' : 'primary'}>
          {staff.bulk.go(reports.length)}
        </Button>
        <Button look="ghost" onClick={onClose}>
          {t.act.cancel}
        </Button>
      </div>
    </form>
  )
}
