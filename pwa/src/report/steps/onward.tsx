import { useSignal } from '@preact/signals'
import { go } from '../../route'
import { Button } from '../../ui/button'
import { Wrong } from '../../ui/field'
import { t } from '../../words'
import { say } from '../../words/resident'
import { draft, keepNow, missing, placed, type Step, stepsOf } from '../draft_state'

/** Opens a step of the draft in hand; each step is a page of the history, so that the phone's own back works. */
export function openStep(step: Step, how: 'push' | 'replace' = 'push'): void {
  void keepNow()
  void go(`/reports/new?draft=${draft.value.id}&step=${step}`, how)
}

/** Goes on from a step to the next one that this draft needs. */
export function stepOn(from: Step): void {
  const steps = stepsOf(draft.value)
  const next = steps[steps.indexOf(from) + 1] ?? 'review'
  openStep(from === 'photo' && placed(draft.value) ? 'what' : next)
}

interface OnwardProps {
  from: Step
  label?: string
  /** Hears that something is missing, to say so at its field. */
  onWrong?: () => void
}

/** The way on, at the foot of a step; says what is missing instead of being dead. */
export function Onward({ from, label, onWrong }: OnwardProps) {
  const tried = useSignal(false)
  // What a field says of itself is not said twice.
  const text = tried.value ? missing(from, draft.value) : ''
  const next = () => {
    tried.value = missing(from, draft.value) !== ''
    if (tried.value) onWrong?.()
    else stepOn(from)
  }
  return (
    <div class="onward stack">
      <Wrong text={onWrong && text === say.wizard.need_words ? '' : text} />
      <Button look="primary" block onClick={next}>
        {label ?? t.act.next}
      </Button>
    </div>
  )
}
