import {
  type Answers,
  type AnswerValue,
  type Context,
  type FileAnswer,
  isFileAnswer,
  isList,
  type SingleAnswer,
  storedAnswer,
} from './answer.js'
import { answerText } from './answer-text.js'
import { createEvaluation, type Evaluation } from './evaluation.js'
import { isKeptBack } from './kept-back.js'
import { numberText } from './number-text.js'
import { entryTitle } from './pages.js'
import { followUpOf, type Probes } from './probe.js'
import { type Field, fieldById, isRepeatingGroup, type Questionnaire, type Score } from './questionnaire.js'

/** What a flow gets as state: plain JSON, and nothing that a field or `recap.exclude` keeps back. */
export interface RecapInput {
  readonly schema: RecapSchema
  /** Field id to value: enabled, answered, allowed to reach a model. */
  readonly extracted_data: Readonly<Record<string, RecapValue>>
  /** The same as an ordered list. */
  readonly answers: readonly RecapAnswer[]
  readonly language: string
}

/** An answer; of a file its name; of a group that repeats, the answers of each entry by field id. */
export type RecapValue =
  | RecapSingle
  | readonly RecapSingle[]
  | readonly Readonly<Record<string, RecapValue>>[]

type RecapSingle = Exclude<SingleAnswer, FileAnswer>

export interface RecapAnswer {
  /** The field's id; inside an entry `medicines.1.strength`; of a follow-up `problem.follow_up`. */
  readonly id: string
  /** The question in short, after the heading of its entry. */
  readonly label: string
  readonly value: RecapValue
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
export function recapInput(
  questionnaire: Questionnaire,
  answers: Answers,
  context: Context,
  probes: Probes = {},
): RecapInput {
  const { name, version, language, description = '', recap } = questionnaire
  const evaluation = createEvaluation(questionnaire, answers, context)
  const entries: RecapAnswer[] = []
  const data = tell(questionnaire.fields, evaluation, { id: '', label: '', path: '' })
  const scoreAnswers: RecapAnswer[] = []
  const scores = scoresToTell(questionnaire)
  for (const score of scores) {
    const { value, band } = evaluation.scoreOf(score.id)
    if (value === undefined) continue
    const text = numberText(value, language) + (band === undefined ? '' : ` (${band.label})`)
    scoreAnswers.push({ id: score.id, label: score.label, value, text })
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
    extracted_data: { ...data, ...Object.fromEntries(scoreAnswers.map(({ id, value }) => [id, value])) },
    answers: [...entries, ...scoreAnswers],
    language,
  }

  /** Adds what is answered here to the list, and answers it by field id. */
  function tell(
    fields: readonly Field[],
    place: Evaluation,
    before: { readonly id: string; readonly label: string; readonly path: string },
  ): Record<string, RecapValue> {
    const told: Record<string, RecapValue> = {}
    for (const field of fields) {
      if (isKeptBack(questionnaire, field) || !place.isEnabled(field)) continue
      if (isRepeatingGroup(field)) {
        const all = place.entriesOf(field).map((entry) => {
          return tell(field.fields, entry, {
            id: `${before.id}${field.id}.${entry.number}.`,
            label: `${before.label}${entryTitle(field, entry.number)}: `,
            path: `${before.path}${field.id}/${entry.entryId}/`,
          })
        })
        if (all.length > 0) told[field.id] = all
      } else if (field.type === 'group') {
        Object.assign(told, tell(field.fields, place, before))
      } else {
        const answer = storedAnswer(place.answers, field.id)
        if (answer === undefined) continue
        const value = recapValue(answer)
        told[field.id] = value
        const label = `${before.label}${field.short ?? field.label}`
        const text = field.type === 'file' ? namesIn(value) : answerText(field, answer, language)
        entries.push({ id: `${before.id}${field.id}`, label, value, text })
        const followUp = followUpOf(probes, `${before.path}${field.id}`)
        if (followUp === undefined) continue
        entries.push({
          id: `${before.id}${field.id}.follow_up`,
          label: `${label}: ${followUp.question}`,
          value: followUp.answer,
          text: followUp.answer,
        })
      }
    }
    return told
  }
}

/** A model hears that a file was given, and what it is called. Its content never reaches one. */
function recapValue(answer: AnswerValue): RecapValue {
  const single = (value: SingleAnswer): RecapSingle => (isFileAnswer(value) ? value.name : value)
  if (isFileAnswer(answer)) return answer.name
  return isList(answer) ? answer.map(single) : (answer as RecapValue)
}

function namesIn(value: RecapValue): string {
  return [value].flat().join('; ')
}

function recapField(questionnaire: Questionnaire, field: Field): RecapField[] {
  if (isKeptBack(questionnaire, field)) return []
  if (field.type === 'display') return []
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
