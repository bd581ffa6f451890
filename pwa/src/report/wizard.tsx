// Reporting, one question a screen: photo, place, what, a few details, is it there already, send.

import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { city } from '../city'
import { refresh, waiting } from '../outbox'
import { atRest } from '../rest'
import { go, href, type ScreenProps } from '../route'
import { IconButton } from '../ui/button'
import { Wrong } from '../ui/field'
import { Page } from '../ui/page'
import { Skeleton } from '../ui/spinner'
import { number, t } from '../words'
import { say } from '../words/resident'
import { change, draft, keepNow, refusals, type Step, stepsOf } from './draft_state'
import { type Draft, getDraft, listDrafts, mayHaveDrafts, newDraft, worthKeeping } from './drafts'
import { DraftChoice } from './steps/drafts'
import { MoreStep } from './steps/more'
import { PhotoStep } from './steps/photo'
import { PlaceStep } from './steps/place'
import { ReviewStep } from './steps/review'
import { SentStep } from './steps/sent'
import { SimilarStep } from './steps/similar'
import { WhatStep } from './steps/what'
import './wizard.css'

export default function Wizard({ query }: ScreenProps) {
  const ready = useSignal(false)
  const others = useSignal<Draft[]>([])
  const id = query.get('draft') ?? ''
  useMemo(() => !id && begin(query), [id])
  useEffect(() => {
    void take(id).then((found) => {
      others.value = found
      ready.value = true
    })
  }, [id])
  // Most come to begin one, and nothing waits on their phone: the first question stands at once.
  if (!ready.value && (id || mayHaveDrafts())) return <Opening />
  if (!id && others.value.length > 0 && !worthKeeping(draft.value)) {
    return (
      <Page title={say.wizard.drafts} back="/">
        <DraftChoice drafts={others.value} />
      </Page>
    )
  }
  const step = (query.get('step') ?? 'photo') as Step
  return <StepPage key={step} step={step} />
}

function Opening() {
  return (
    <Page title={t.title.new_report} back="/">
      <Skeleton height="16rem" />
    </Page>
  )
}

function begin(query: URLSearchParams): void {
  draft.value = newDraft()
  refusals.value = {}
  if (query.get('category')) change({ category: query.get('category') ?? '', chosen: true })
}

// Takes up the draft that the address names; without one, tells of the drafts that wait.
async function take(id: string): Promise<Draft[]> {
  if (id && id === draft.value.id) return []
  if (id) {
    draft.value = (await getDraft(id)) ?? { ...newDraft(), id }
    return []
  }
  if (!mayHaveDrafts()) await new Promise<void>((go) => atRest(go))
  await refresh()
  return listDrafts(new Set(waiting.value.map((command) => command.id)))
}

const screens: Record<Step, { Screen: () => JSX.Element; title: () => string }> = {
  photo: { Screen: PhotoStep, title: () => say.wizard.photo },
  place: { Screen: PlaceStep, title: () => say.wizard.place },
  what: { Screen: WhatStep, title: () => say.wizard.what },
  more: { Screen: MoreStep, title: () => say.wizard.more },
  similar: { Screen: SimilarStep, title: () => say.wizard.similar },
  review: { Screen: ReviewStep, title: () => say.wizard.review },
  sent: { Screen: SentStep, title: () => t.title.new_report },
}

function StepPage({ step }: { step: Step }) {
  const { Screen, title } = screens[step] ?? screens.photo
  const steps = stepsOf(draft.value)
  const now = steps.indexOf(step)
  return (
    <Page
      title={title()}
      back={step === 'sent' ? undefined : '/'}
      actions={<IconButton icon="close" label={say.wizard.leave} onClick={leave} />}
    >
      <div class="stack wizard">
        {now >= 0 && (
          <div
            class="steps"
            role="progressbar"
            aria-valuemin={1}
            aria-valuemax={steps.length}
            aria-valuenow={now + 1}
            aria-label={say.wizard.step(number(now + 1), number(steps.length))}
          >
            {steps.map((one, i) => (
              <span key={one} class={i <= now ? 'done' : undefined} />
            ))}
          </div>
        )}
        <Wrong text={refusals.value[step]} />
        {city.value || step === 'photo' ? <Screen /> : <Skeleton height="16rem" />}
      </div>
    </Page>
  )
}

async function leave(): Promise<void> {
  await keepNow()
  await go(href('/'))
}
