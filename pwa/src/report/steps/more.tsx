import { useSignal } from '@preact/signals'
import { type Category, categoryOf, inWords } from '../../city'
import { Choice, ManyChoice } from '../../ui/choice'
import { Select, TextField } from '../../ui/field'
import { t } from '../../words'
import { say } from '../../words/resident'
import { change, draft, wrongAnswers } from '../draft_state'
import { Onward, stepOn } from './onward'

type Question = Category['questions'][number]

/** The category's own questions. */
export function MoreStep() {
  const now = draft.value
  const wrong = wrongAnswers(now)
  const tried = useSignal(false)
  const questions = categoryOf(now.category)?.questions ?? []
  // One question with a few answers to choose from: there is nothing else to do here, so a touch both answers and goes on.
  const [only, other] = questions
  const once = !other && only?.type === 'list' && offered(only)
  return (
    <>
      {once && <p class="soft">{say.question.once}</p>}
      {questions.map((question) => (
        <Ask
          key={question.code}
          question={question}
          given={now.answers[question.code] ?? []}
          error={tried.value || now.answers[question.code]?.length ? wrong[question.code] : undefined}
          onTouched={once ? () => stepOn('more') : undefined}
        />
      ))}
      <Onward from="more" onWrong={() => (tried.value = true)} />
    </>
  )
}

/** Whether the answers stand side by side instead of in a list that opens. */
const offered = ({ options }: Question) => (options?.length ?? 0) <= 6

interface AskProps {
  question: Question
  given: string[]
  error?: string
  /** An answer was touched with a finger or a mouse; the keyboard's arrows only walk over the answers. */
  onTouched?: () => void
}

function Ask({ question, given, error, onTouched }: AskProps) {
  const label = inWords(question.names) + (question.required ? '' : ` (${t.field.optional})`)
  const options = (question.options ?? []).map((one) => ({ value: one.code, label: inWords(one.names) }))
  const answer = (values: string[]) => {
    change({ answers: { ...draft.value.answers, [question.code]: values.filter((value) => value !== '') } })
  }
  if (question.type === 'multi_list') {
    return <ManyChoice label={label} options={options} value={given} error={error} onValue={answer} />
  }
  const value = given[0] ?? ''
  const one = (text: string) => answer([text])
  if (question.type === 'list' && offered(question)) {
    const touched = (text: string) => {
      one(text)
      onTouched?.()
    }
    return <Choice {...{ label, options, value, error }} onValue={one} onTouch={onTouched && touched} />
  }
  const common = { label: inWords(question.names), optional: !question.required, value, error, onValue: one }
  if (question.type === 'list') return <Select {...common} empty="—" options={options} />
  if (question.type === 'date') return <TextField {...common} type="date" dir="ltr" />
  if (question.type === 'number') {
    const write = (text: string) => one(text.replace(',', '.'))
    return <TextField {...common} onValue={write} inputMode="decimal" dir="ltr" hint={question.unit} />
  }
  return <TextField {...common} maxLength={question.max ?? 1000} />
}
