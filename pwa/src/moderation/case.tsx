import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { api, ask, Problem } from '../api'
import { areaName, categoryName } from '../city'
import { useLoad } from '../load'
import { Pictures } from '../report/pictures'
import { spoken } from '../report/types'
import { href } from '../route'
import { StatusPill } from '../ui/badge'
import { Button, LinkButton } from '../ui/button'
import { ErrorNote, Note } from '../ui/empty'
import { TextArea } from '../ui/field'
import type { IconName } from '../ui/icon'
import { Ago, When } from '../ui/time'
import { number, t } from '../words'
import { say } from '../words/resident'
import { staff } from '../words/staff'
import { type Action, actionsOf, type Case, decide, firstWords, keyOf, keyOfCase, reasonText } from './decide'

/** The decision that is being written, and the case that it is for. */
export interface Composing {
  action: Action
  of: string
}

interface CaseProps {
  found: Case
  hidden: boolean
  composing?: Composing
  onStart: (action: Action) => void
  onCancel: () => void
  onDecided: (now: Case, action: Action) => void
}

const icons: Record<Action, IconName> = { hide: 'hide', restore: 'undo', keep: 'check', release_photos: 'image' }

/** A case, whole: what was flagged, what those who flagged it said, and what may be decided. */
export function CaseView({ found, hidden, composing, onStart, onCancel, onDecided }: CaseProps) {
  const { report, decision } = found
  const words = staff.moderation
  return (
    <article class="stack">
      <header class="stack tight">
        <h2 tabIndex={-1}>
          <span lang={report?.lang || undefined} dir="auto">
            {found.title || (report && categoryName(report.category)) || words.gone}
          </span>
        </h2>
        {report && (
          <p class="row soft small">
            <StatusPill status={report.status} />
            <span>
              {categoryName(report.category)} · {areaName(report.area)} · <Ago iso={report.created_at} /> ·{' '}
              <bdi class="ref">{spoken(report.ref)}</bdi>
            </span>
          </p>
        )}
      </header>
      {found.author && (
        <p class="small">
          {words.author} · <strong>{words.stands[found.author.level]}</strong>
          {' · '}
          {words.did(number(found.author.taken_up), number(found.author.hidden))}
        </p>
      )}
      {hidden && (
        <Note look="error" icon="hide">
          <p>{words.hidden_now}</p>
        </Note>
      )}
      {decision && <Decided decision={decision} />}
      <div class="acts">
        {actionsOf(found, hidden).map((action) => (
          <Button
            key={action}
            look={action === 'hide' ? 'danger' : action === 'keep' ? 'plain' : 'soft'}
            icon={icons[action]}
            aria-expanded={composing?.action === action}
            onClick={() => onStart(action)}
          >
            {words[action]}{' '}
            <span class="kbd" aria-hidden="true">
              {keyOf[action]}
            </span>
          </Button>
        ))}
      </div>
      {composing && (
        <Form
          key={composing.action}
          found={found}
          action={composing.action}
          onCancel={onCancel}
          onDecided={onDecided}
        />
      )}
      <Why found={found} />
      {report && <Content found={found} />}
    </article>
  )
}

function Decided({ decision }: { decision: NonNullable<Case['decision']> }) {
  return (
    <Note icon="shield">
      <p>
        <strong>{staff.moderation.decided_as[decision.action as Action]}</strong> ·{' '}
        <When iso={decision.at} style="time" />
      </p>
      <p class="small" dir="auto">
        {decision.reason}
      </p>
    </Note>
  )
}

function Why({ found }: { found: Case }) {
  const words = staff.moderation
  return (
    <section class="card stack">
      <h3>{found.why.map((why) => (words.why as Record<string, string>)[why] ?? why).join(' · ')}</h3>
      {found.flags > 0 && (
        <dl class="facts small">
          {Object.entries(found.reasons).map(([reason, count]) => (
            <div key={reason}>
              <dt>{reasonText(reason)}</dt>
              <dd>
                <bdi>{number(count)}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {found.words.map((text, i) => (
        <blockquote key={i} class="said official" dir="auto">
          {text}
        </blockquote>
      ))}
      {found.flags > 0 && found.words.length === 0 && <p class="soft small">{words.silent}</p>}
    </section>
  )
}

/** The report's own words and photos; the whole of them is asked for, because the case holds only a beginning. */
function Content({ found }: { found: Case }) {
  const id = found.subject.id
  const { data, error, reload } = useLoad(
    () => ask(api.GET('/api/v1/reports/{id}', { params: { path: { id } } })),
    [id],
  )
  const author = data?.author?.name ?? say.page.anonymous
  return (
    <section class="stack">
      <h3>{staff.moderation.said}</h3>
      {data && (
        <p class="soft small">
          {say.page.by} <bdi>{author}</bdi>
        </p>
      )}
      <p class="said" lang={found.report?.lang || undefined} dir="auto">
        {data?.description ?? found.excerpt}
      </p>
      <ErrorNote error={error} onRetry={reload} />
      {found.photos.length > 0 && <Pictures photos={found.photos} about={found.title} />}
      <div>
        <LinkButton look="ghost" icon="next" href={href(`/reports/${id}`)}>
          {staff.moderation.whole}
        </LinkButton>
      </div>
    </section>
  )
}

interface FormProps {
  found: Case
  action: Action
  onCancel: () => void
  onDecided: (now: Case, action: Action) => void
}

// What was begun and left is still there when one comes back to it.
const drafts = new Map<string, string>()

function Form({ found, action, onCancel, onDecided }: FormProps) {
  const key = `${keyOfCase(found)}/${action}`
  const reason = useSignal(drafts.get(key) ?? firstWords(found, action))
  const problem = useSignal<unknown>(undefined)
  const busy = useSignal(false)
  const tried = useSignal(false)
  const box = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const field = box.current?.querySelector('textarea')
    field?.focus()
    field?.select()
  }, [])
  const send = async () => {
    tried.value = true
    if (!reason.value.trim() || busy.value) return
    busy.value = true
    try {
      const now = await decide(found, action, reason.value.trim())
      drafts.delete(key)
      onDecided(now, action)
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  const wrong = problem.value instanceof Problem ? problem.value.fields.reason : undefined
  const empty = tried.value && !reason.value.trim() ? staff.moderation.need_reason : undefined
  return (
    <form
      ref={box}
      noValidate
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
      }}
    >
      <h3>{staff.moderation[action]}</h3>
      <TextArea
        label={staff.moderation.reason}
        hint={staff.moderation.reason_hint}
        maxLength={2000}
        rows={2}
        value={reason.value}
        error={empty ?? wrong}
        onValue={(text) => {
          reason.value = text
          drafts.set(key, text)
        }}
      />
      {!wrong && <ErrorNote error={problem.value} />}
      <div class="row">
        <Button type="submit" look={action === 'hide' ? 'danger' : 'primary'} icon={icons[action]} busy={busy.value}>
          {staff.moderation[action]}
        </Button>
        <Button look="ghost" onClick={onCancel}>
          {t.act.cancel}
        </Button>
      </div>
    </form>
  )
}
