import { useSignal } from '@preact/signals'
import { type Category, categoryOf, inWords } from '../../city'
import { Choice, ManyChoice } from '../../ui/choice'
import { Select, TextField } from '../../ui/field'
import { t } from '../../words'
import { change, draft, wrongAnswers } from '../draft_state'
import { Onward } from './onward'

type Question = Category['questions'][number]

/** The category's own questions. */
export function MoreStep() {
  const now = draft.value
  const wrong = wrongAnswers(now)
  const tried = useSignal(false)
  return (
    <>
      {categoryOf(now.category)?.questions.map((question) => (
        <Ask
          key={question.code}
          question={question}
          given={now.answers[question.code] ?? []}
          error={tried.value || now.answers[question.code]?.length ? wrong[question.code] : undefined}
        />
      ))}
      <Onward from="more" onWrong={() => (tried.value = true)} />
    </>
  )
}

function Ask({ question, given, error }: { question: Question; given: string[]; error?: string }) {
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
  if (question.type === 'list' && options.length <= 6) {
    return <Choice label={label} options={options} value={value} error={error} onValue={one} />
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
