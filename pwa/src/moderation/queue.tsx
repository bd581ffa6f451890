// The moderator's queue: what was flagged, by how many and why; one key a decision, with a reason that the author reads.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, ask } from '../api'
import { choose, focusChosen, focusRow, KeySheet, Split, useMove, wide } from '../desk/console'
import { useKeys } from '../desk/keys'
import { usePages } from '../pages'
import { go, type ScreenProps, setQuery } from '../route'
import { hasRole, me } from '../session'
import { Button, IconButton } from '../ui/button'
import { Empty, ErrorNote } from '../ui/empty'
import { Page } from '../ui/page'
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
      {me.value === undefined ? null : (
        <Empty
          icon="shield"
          text={staff.moderation.not_moderator}
          action={me.value ? undefined : { label: t.act.sign_in, run: () => go('/sign-in?next=/moderation') }}
        />
      )}
    </Page>
  )
}

function Queue({ query }: { query: URLSearchParams }) {
  const state = query.get('state') === 'decided' ? 'decided' : 'open'
  const current = query.get('case') ?? ''
  const composing = useSignal<Composing | undefined>(undefined)
  const help = useSignal(false)
  const pages = usePages(
    (after) => ask(api.GET('/api/v1/moderation/cases', { params: { query: { state, after, limit: 30 } } })),
    [state],
  )
  const cases = pages.data?.items ?? []
  const found = cases.find((one) => keyOfCase(one) === current)
  const count = pages.data?.items.length
  useEffect(() => {
    if (count !== undefined) announce(t.report.count(count))
  }, [count])
  const move = useMove('case', cases.map(keyOfCase), current)
  const start = (action: Action) => {
    if (found && actionsOf(found, hidden(found)).includes(action)) composing.value = { action, of: current }
  }
  const replace = (now: Case) => {
    const key = keyOfCase(now)
    pages.set({ ...pages.data, items: cases.map((one) => (keyOfCase(one) === key ? now : one)) })
  }
  const decided = (now: Case, action: Action) => {
    replace(now)
    composing.value = undefined
    toast(staff.moderation.done[action], { label: t.act.undo, run: () => takeBack(now, action, replace) })
    const rest = cases.slice(cases.findIndex((one) => keyOfCase(one) === current) + 1)
    const next = rest.find((one) => one.state === 'open')
    if (state === 'open' && wide.value && next) choose('case', keyOfCase(next))
    if (!focusRow(next && state === 'open' ? keyOfCase(next) : current)) focusChosen()
  }
  const back = () => {
    if (composing.value) composing.value = undefined
    else if (!wide.value) choose('case', undefined)
    if (!focusRow(current)) focusChosen()
  }
  const words = staff.moderation
  const keys = [
    { keys: ['j', 'ArrowDown'], label: staff.desk.key_move, run: () => move(1) },
    { keys: ['k', 'ArrowUp'], label: staff.desk.key_move, run: () => move(-1) },
    ...(Object.keys(keyOf) as Action[]).map((action) => ({
      keys: [keyOf[action]],
      label: words[action],
      run: () => start(action),
    })),
    { keys: ['Escape'], label: staff.desk.key_back, run: back },
    { keys: ['?'], label: staff.desk.key_keys, run: () => (help.value = true) },
  ]
  useKeys(keys)
  return (
    <Page
      title={t.title.moderation}
      back={found && !wide.value ? '/moderation' : '/'}
      width="full"
      actions={wide.value && <IconButton icon="info" label={staff.desk.keys} onClick={() => (help.value = true)} />}
    >
      <Split
        label={words.queue}
        nothing={cases.length > 0 ? words.pick : ''}
        queue={
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
            {count === 0 && <Empty icon="check" title={words.none} text={words.none_text} />}
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
        }
        chosen={
          found && (
            <CaseView
              key={current}
              found={found}
              hidden={hidden(found)}
              composing={composing.value?.of === current ? composing.value : undefined}
              onStart={start}
              onCancel={back}
              onDecided={decided}
            />
          )
        }
      />
      <KeySheet open={help.value} keys={keys} onClose={() => (help.value = false)} />
    </Page>
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
    toast(error instanceof Error && 'detail' in error ? String(error.detail) : t.state.error)
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
