import { type Answers, type Context, storedAnswer } from './answer.js'
import { answerText } from './answer-text.js'
import { enabledPages } from './pages.js'
import type { Questionnaire } from './questionnaire.js'

/** Part of the list that is checked before sending: a group, or the single questions between two groups. */
export interface AnswerSection {
  readonly heading?: string
  readonly rows: readonly AnswerRow[]
}

export interface AnswerRow {
  readonly field: string
  readonly page: string
  readonly label: string
  /** `undefined` where there is no answer. */
  readonly text: string | undefined
  readonly required: boolean
}

/** Every question that is asked under these answers, with its answer as people read it. */
export function answerList(
  questionnaire: Questionnaire,
  answers: Answers,
  context: Context,
): AnswerSection[] {
  const sections: { heading?: string; rows: AnswerRow[] }[] = []
  for (const page of enabledPages(questionnaire, answers, context)) {
    const isGroup = page.field.type === 'group'
    let section = sections.at(-1)
    if (section === undefined || isGroup || section.heading !== undefined) {
      section = isGroup ? { heading: page.field.short ?? page.field.label, rows: [] } : { rows: [] }
      sections.push(section)
    }
    for (const field of page.questions) {
      const answer = storedAnswer(answers, field.id)
      section.rows.push({
        field: field.id,
        page: page.id,
        label: field.short ?? field.label,
        text: answer === undefined ? undefined : answerText(field, answer, questionnaire.language),
        required: field.required,
      })
    }
  }
  return sections
}
