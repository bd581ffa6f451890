// The draft that the wizard's steps share, and which step may follow which.
import { signal } from '@preact/signals'
import { type Category, categoryOf, inWords } from '../city'
import { t } from '../words'
import { say } from '../words/resident'
import { type Draft, keepDraft, newDraft, worthKeeping } from './drafts'

export type Step = 'photo' | 'place' | 'what' | 'more' | 'similar' | 'review' | 'sent'

/** The draft in hand. */
export const draft = signal<Draft>(newDraft())

/** What the server found wrong with it, by step. */
export const refusals = signal<Record<string, string>>({})

let timer: ReturnType<typeof setTimeout> | undefined

/** Changes the draft in hand and keeps it a moment later. */
export function change(part: Partial<Draft>): void {
  draft.value = { ...draft.value, ...part }
  clearTimeout(timer)
  timer = setTimeout(() => void keepNow(), 400)
}

/** Keeps the draft at once: before the page may go away. */
export async function keepNow(): Promise<void> {
  clearTimeout(timer)
  if (worthKeeping(draft.value)) await keepDraft(draft.value)
}

if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void keepNow()
  })
}

/** The steps of this draft: questions only when the category asks any. */
export function stepsOf(now: Draft): Step[] {
  const asks = (categoryOf(now.category)?.questions.length ?? 0) > 0
  return ['photo', 'place', 'what', ...(asks ? (['more'] as const) : []), 'similar', 'review']
}

/** What is still missing for a step to be left; "" when nothing is. */
export function missing(step: Step, now: Draft): string {
  if (step === 'place') {
    if (!now.place) return say.wizard.need_place
    return now.area === '' ? say.wizard.outside : ''
  }
  if (step === 'what') {
    if (!now.words.trim()) return say.wizard.need_words
    return now.category ? '' : say.wizard.need_category
  }
  if (step === 'more') return Object.values(wrongAnswers(now))[0] ?? ''
  return ''
}

/** The first step that is not done; review when all are. */
export function firstMissing(now: Draft): Step {
  return stepsOf(now).find((step) => missing(step, now)) ?? 'review'
}

/** A phone that knows its place to this many metres needs not ask for it. */
const sure = 30

/**
 * Whether nobody needs to be asked where it is: the photo says so, or it was taken a moment ago with this phone, which knows
 * where it stands, and the city has found its area. What is asked next shows the place, with the way to another one.
 */
export function placed({ place, area, shot }: Draft): boolean {
  if (!place || !area) return false
  return place.from === 'photo' || (place.from === 'gps' && shot === true && (place.accuracy ?? sure) <= sure)
}

type Question = Category['questions'][number]

/** What is wrong with the answers, by the question's code. */
export function wrongAnswers(now: Draft): Record<string, string> {
  const wrong: Record<string, string> = {}
  for (const question of categoryOf(now.category)?.questions ?? []) {
    const text = wrongAnswer(question, now.answers[question.code] ?? [])
    if (text) wrong[question.code] = text
  }
  return wrong
}

function wrongAnswer(question: Question, given: string[]): string {
  const value = given[0]?.trim() ?? ''
  if (!value) {
    if (!question.required) return ''
    return question.type.endsWith('list') ? say.question.pick : t.field.fill
  }
  if (question.type === 'number' && !/^-?\d{1,12}([.,]\d{1,6})?$/.test(value)) return say.question.number
  return ''
}

/** One line that tells drafts apart. */
export function titleOf(one: Draft): string {
  return one.words.trim().slice(0, 80) || inWords(categoryOf(one.category)?.names) || say.wizard.draft
}

const stepOfField: Record<string, Step> = {
  photos: 'photo',
  location: 'place',
  address: 'place',
  description: 'what',
  title: 'what',
  category: 'what',
  answers: 'more',
}

/** Puts the server's objections to the step where they can be mended. */
export function refuse(fields: Record<string, string>): Step | undefined {
  const found: Record<string, string> = {}
  let first: Step | undefined
  for (const [field, text] of Object.entries(fields)) {
    const step = stepOfField[field.split(/[.[]/)[0] ?? '']
    if (!step) continue
    found[step] ??= text
    first ??= step
  }
  refusals.value = found
  return first
}
