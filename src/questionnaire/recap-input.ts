import type { Answers, AnswerValue, Context } from './answer.js'
import { answerText } from './answer-text.js'
import { createEvaluation } from './evaluation.js'
import { numberText } from './number-text.js'
import { type Field, fieldById, type Questionnaire, questionsOf, type Score } from './questionnaire.js'

/** What a flow gets as state: plain JSON, and nothing that a field or `recap.exclude` keeps back. */
export interface RecapInput {
  readonly schema: RecapSchema
  /** Field id to value: enabled, answered, allowed to reach a model. */
  readonly extracted_data: Readonly<Record<string, AnswerValue>>
  /** The same as an ordered list. */
  readonly answers: readonly RecapAnswer[]
  readonly language: string
}

export interface RecapAnswer {
  readonly id: string
  readonly label: string
  readonly value: AnswerValue
  /** The answer as people read it. */
  readonly text: string
}

export interface RecapSchema {
  readonly name: string
  readonly version: string
  readonly language: string
  readonly description: string
  readonly fields: readonly RecapField[]
  readonly scores: readonly { readonly id: string; readonly label: string }[]
  readonly recap: { readonly instructions: string }
}

export interface RecapField {
  readonly id: string
  readonly type: Field['type']
  readonly label: string
  readonly short: string
  readonly description: string
  readonly required: boolean
  readonly options: readonly { readonly value: string | number; readonly label: string }[]
  /** The questions of a group that are not kept back. */
  readonly fields: readonly RecapField[]
}

/**
 * The state of a recap run. `sensitive`, `hidden` and `recap.exclude` keep a field out of every part of it.
 * Conditions, alerts and completion texts are left out too: they tell of answers that are kept back. Scores
 * come only with `recap.scores: true`, and never one that counts a field which is kept back.
 */
export function recapInput(questionnaire: Questionnaire, answers: Answers, context: Context): RecapInput {
  const { name, version, language, description = '', recap } = questionnaire
  const evaluation = createEvaluation(questionnaire, answers, context)
  const entries: RecapAnswer[] = []
  for (const field of questionsOf(questionnaire)) {
    const value = isKeptBack(questionnaire, field) ? undefined : evaluation.answerOf(field.id)
    if (value === undefined) continue
    const text = answerText(field, value, language)
    entries.push({ id: field.id, label: field.short ?? field.label, value, text })
  }
  const scores = scoresToTell(questionnaire)
  for (const score of scores) {
    const { value, band } = evaluation.scoreOf(score)
    if (value === undefined) continue
    const text = numberText(value, language) + (band === undefined ? '' : ` (${band.label})`)
    entries.push({ id: score.id, label: score.label, value, text })
  }
  return {
    schema: {
      name,
      version,
      language,
      description,
      fields: questionnaire.fields.flatMap((field) => recapField(questionnaire, field)),
      scores: scores.map(({ id, label }) => ({ id, label })),
      recap: { instructions: (recap !== false && recap.instructions) || '' },
    },
    extracted_data: Object.fromEntries(entries.map(({ id, value }) => [id, value])),
    answers: entries,
    language,
  }
}

function recapField(questionnaire: Questionnaire, field: Field): RecapField[] {
  if (isKeptBack(questionnaire, field)) return []
  const fields = field.fields.flatMap((child) => recapField(questionnaire, child))
  if (field.type === 'group' && fields.length === 0) return []
  return [
    {
      id: field.id,
      type: field.type,
      label: field.label,
      short: field.short ?? field.label,
      description: field.description ?? '',
      required: field.required,
      options: field.options.map(({ value, label }) => ({ value, label })),
      fields,
    },
  ]
}

function isKeptBack(questionnaire: Questionnaire, field: Field): boolean {
  const excluded = questionnaire.recap === false ? [] : questionnaire.recap.exclude
  return field.hidden || field.sensitive || excluded.includes(field.id) || excluded.includes(field.page)
}

function scoresToTell(questionnaire: Questionnaire): Score[] {
  const { recap } = questionnaire
  if (recap === false || !recap.scores) return []
  return questionnaire.scores.filter(
    (score) =>
      !recap.exclude.includes(score.id) &&
      !score.of.some((id) => {
        const field = fieldById(questionnaire, id)
        return field === undefined || isKeptBack(questionnaire, field)
      }),
  )
}
