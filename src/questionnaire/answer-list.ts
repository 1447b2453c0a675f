import { type Answers, type Context, type FileAnswer, isFileAnswer, listOf, storedAnswer } from './answer.js'
import { answerText } from './answer-text.js'
import { enabledPages, type Page } from './pages.js'
import { answerPath, followUpOf, type Probes } from './probe.js'
import { allFields, isQuestion, type Questionnaire } from './questionnaire.js'

/** Part of the list that is checked before sending: a group, an entry, or the single questions between two groups. */
export interface AnswerSection {
  readonly heading?: string
  /** An entry of the section before it. */
  readonly isEntry: boolean
  readonly rows: readonly AnswerRow[]
}

export interface AnswerRow {
  readonly field: string
  readonly page: string
  readonly label: string
  /** `undefined` where there is no answer. */
  readonly text: string | undefined
  readonly required: boolean
  /** What a model has asked about the row before, and what the person has answered. */
  readonly isFollowUp?: true
  /** The files that the text names; absent for everything else. */
  readonly files?: readonly FileAnswer[]
}

/** Every question that is asked under these answers, with its answer as people read it. */
export function answerList(
  questionnaire: Questionnaire,
  answers: Answers,
  context: Context,
  probes: Probes = {},
): AnswerSection[] {
  const sections: { heading?: string; isEntry: boolean; rows: AnswerRow[] }[] = []
  for (const page of enabledPages(questionnaire, answers, context)) {
    const heading = headingOf(page)
    const isEntry = page.entries.length > 0 && page.kind === 'questions'
    const last = sections.at(-1)
    const isSame = last !== undefined && last.heading === heading && (heading === undefined || isStep(page))
    const section = isSame ? last : { ...(heading === undefined ? {} : { heading }), isEntry, rows: [] }
    if (!isSame) sections.push(section)
    section.rows.push(...rowsOf(page, questionnaire.language, probes))
  }
  return sections.filter(({ rows }) => rows.length > 0)
}

function headingOf({ field, caption, title, entries, kind }: Page): string | undefined {
  if (caption !== undefined) return caption
  if (entries.length > 0 && kind === 'questions') return title
  return field.type === 'group' ? (field.short ?? field.label) : undefined
}

function isStep({ caption }: Page): boolean {
  return caption !== undefined
}

function rowsOf(page: Page, language: string, probes: Probes): AnswerRow[] {
  const { field, evaluation } = page
  if (page.kind === 'entries') {
    const count = evaluation.entriesOf(field).length
    return [
      {
        field: field.id,
        page: page.id,
        label: field.short ?? field.label,
        text: count === 0 ? undefined : String(count),
        required: (field.repeat?.min ?? 0) > 0,
      },
    ]
  }
  return allFields(page.items)
    .filter(isQuestion)
    .flatMap((question): AnswerRow[] => {
      const answer = storedAnswer(evaluation.answers, question.id)
      const row = {
        field: question.id,
        page: page.id,
        label: question.short ?? question.label,
        text: answer === undefined ? undefined : answerText(question, answer, language),
        required: question.required,
        ...(question.type === 'file' && answer !== undefined
          ? { files: listOf(answer).filter(isFileAnswer) }
          : {}),
      }
      const followUp =
        answer === undefined ? undefined : followUpOf(probes, answerPath(page.entries, question.id))
      if (followUp === undefined) return [row]
      const { question: label, answer: text } = followUp
      return [row, { ...row, label, text, required: false, isFollowUp: true }]
    })
}
