// The moderator's queue: what was flagged, by how many and why; one key a decision, with a reason that the author reads.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, ask, problemText } from '../api'
import { choose, focusChosen, focusRow, KeySheet, moving, Split, useMove, wide } from '../desk/console'
import { type Key, useKeys } from '../desk/keys'
import { usePages } from '../pages'
import { go, type ScreenProps, setQuery } from '../route'
import { hasRole, me } from '../session'
import { Button, IconButton } from '../ui/button'
import { Empty, ErrorNote, OfflineNote } from '../ui/empty'
import { Page } from '../ui/page'
import { Skeleton } from '../ui/spinner'
import { Tabs } from '../ui/tabs'
import { announce, toast } from '../ui/toast'
import { t } from '../words'
import { staff } from '../words/staff'
import { CaseView, type Composing } from './case'
import { type Action, actionsOf, type Case, decide, keyOf, keyOfCase } from './decide'
import { Line } from './line'

export default function Moderation({ query }: ScreenProps) {
  if (me.value && hasRole('moderator')) return <Queue query={query} />
  return (
    <Page title={t.title.moderation} back="/">
      <OfflineNote />
      {me.value === undefined ? (
        <Skeleton height="16rem" />
      ) : (
        <Empty
          icon="shield"
          text={staff.moderation.not_moderator}
          action={me.value ? undefined : { label: t.act.sign_in, run: () => go('/sign-in?next=/moderation') }}
        />
      )}
    </Page>
  )
}

/** What the queue knows, and what is decided in it. */
function useCases(query: URLSearchParams) {
  const state = query.get('state') === 'decided' ? 'decided' : 'open'
  const current = query.get('case') ?? ''
  const composing = useSignal<Composing | undefined>(undefined)
  const pages = usePages(
    (after) => ask(api.GET('/api/v1/moderation/cases', { params: { query: { state, after, limit: 30 } } })),
    [state],
  )
  const cases = pages.data?.items ?? []
  const count = pages.data?.items.length
  useEffect(() => {
    if (count !== undefined) announce(t.report.count(count))
  }, [count])
  const replace = (now: Case) => {
    const key = keyOfCase(now)
    pages.set({ ...pages.data, items: cases.map((one) => (keyOfCase(one) === key ? now : one)) })
  }
  return { state, current, composing, pages, cases, found: cases.find((one) => keyOfCase(one) === current), replace }
}

type Cases = ReturnType<typeof useCases>

function handlesOf({ state, current, composing, cases, found, replace }: Cases) {
  const settle = (key: string) => {
    if (!focusRow(key)) focusChosen()
  }
  return {
    start(action: Action) {
      if (found && actionsOf(found, hidden(found)).includes(action)) composing.value = { action, of: current }
    },
    leave() {
      if (composing.value) composing.value = undefined
      else if (!wide.value && current) choose('case', undefined)
      settle(current)
    },
    /** On to the next that is still to be decided; what was decided stays where it is. */
    decided(now: Case, action: Action) {
      replace(now)
      composing.value = undefined
      toast(staff.moderation.done[action], { label: t.act.undo, run: () => takeBack(now, action, replace) })
      const at = cases.findIndex((one) => keyOfCase(one) === current)
      const next = cases.find((one, i) => i > at && one.state === 'open')
      const on = state === 'open' && wide.value && next ? keyOfCase(next) : current
      if (on !== current) choose('case', on)
      settle(on)
    },
  }
}

function Queue({ query }: { query: URLSearchParams }) {
  const queue = useCases(query)
  const { current, composing, cases, found } = queue
  const help = useSignal(false)
  const move = useMove('case', cases.map(keyOfCase), current)
  const handles = handlesOf(queue)
  const keys: Key[] = [
    ...(Object.keys(keyOf) as Action[]).map((action) => ({
      keys: [keyOf[action]],
      label: staff.moderation[action],
      run: () => handles.start(action),
    })),
    { keys: ['Escape'], label: staff.desk.key_back, run: handles.leave },
    { keys: ['?'], label: staff.desk.key_keys, run: () => (help.value = true) },
  ]
  useKeys([...moving(move), ...keys])
  const chosen = found && (
    <CaseView
      key={current}
      found={found}
      hidden={hidden(found)}
      composing={composing.value?.of === current ? composing.value : undefined}
      onStart={handles.start}
      onCancel={handles.leave}
      onDecided={handles.decided}
    />
  )
  return (
    <Page
      title={t.title.moderation}
      back={found && !wide.value ? '/moderation' : '/me'}
      width="full"
      actions={
        <>
          <IconButton icon="refresh" label={staff.desk.refresh} onClick={queue.pages.reload} />
          {wide.value && <IconButton icon="info" label={staff.desk.keys} onClick={() => (help.value = true)} />}
        </>
      }
    >
      <OfflineNote />
      <Split
        label={staff.moderation.queue}
        nothing={cases.length > 0 ? staff.moderation.pick : ''}
        queue={<List queue={queue} />}
        chosen={chosen}
      />
      <KeySheet open={help.value} keys={keys} onClose={() => (help.value = false)} />
    </Page>
  )
}

function List({ queue: { state, current, pages, cases } }: { queue: Cases }) {
  const words = staff.moderation
  return (
    <Tabs
      label={words.queue}
      tabs={[
        { value: 'open', label: words.open },
        { value: 'decided', label: words.decided },
      ]}
      value={state}
      onValue={(value) => setQuery({ state: value === 'open' ? undefined : value, case: undefined })}
    >
      <ErrorNote error={pages.error} onRetry={pages.reload} />
      {!pages.data && pages.loading && <Bones />}
      {pages.data && cases.length === 0 && <Empty icon="check" title={words.none} text={words.none_text} />}
      <ul class="rows" aria-busy={pages.loading}>
        {cases.map((one) => (
          <li key={keyOfCase(one)}>
            <Line found={one} current={keyOfCase(one) === current} state={state} />
          </li>
        ))}
      </ul>
      {pages.more && (
        <Button block busy={pages.loadingMore} onClick={pages.more}>
          {t.act.more}
        </Button>
      )}
      <ErrorNote error={pages.moreError} onRetry={pages.more} />
    </Tabs>
  )
}

const hidden = (found: Case) => found.decision?.action === 'hide'

// What was hidden comes back at once; any other decision is opened again to be decided otherwise.
async function takeBack(found: Case, action: Action, replace: (now: Case) => void): Promise<void> {
  try {
    if (action === 'hide') replace(await decide(found, 'restore', staff.moderation.because.undo))
    else choose('case', keyOfCase(found))
    toast(action === 'hide' ? staff.moderation.done.restore : staff.moderation.again)
  } catch (error) {
    toast(problemText(error))
  }
}

function Bones() {
  return (
    <div class="rows" role="status" aria-label={t.app.loading}>
      {Array.from({ length: 6 }, (_, i) => (
        <div key={i} class="bone" style={{ blockSize: '5rem' }} />
      ))}
    </div>
  )
}
