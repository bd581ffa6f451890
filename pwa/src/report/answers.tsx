import { categoryOf, city, inWords } from '../city'
import { say } from '../words/resident'
import type { Report } from './types'

/** The answers to the category's own questions, in words. */
export function Answers({ report }: { report: Report }) {
  const questions = categoryOf(report.category)?.questions ?? []
  const given = questions.filter((question) => report.answers?.[question.code]?.length)
  if (given.length === 0 || !city.value) return null
  const inOption = (question: (typeof given)[number], value: string) =>
    inWords(question.options?.find((option) => option.code === value)?.names) || value
  return (
    <section class="section">
      <h2>{say.page.answers}</h2>
      <dl class="facts">
        {given.map((question) => (
          <div key={question.code}>
            <dt>{inWords(question.names)}</dt>
            <dd dir="auto">
              {report.answers[question.code]?.map((value) => inOption(question, value)).join(' · ')}
              {question.unit && ` ${question.unit}`}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
