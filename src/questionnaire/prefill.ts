import type { Answers, AnswerValue, Context } from './answer.js'
import { mistakeInAnswer } from './answer-rules.js'
import { inputValues } from './form-values.js'
import { type Field, type Questionnaire, questionsOf } from './questionnaire.js'
import { type FormValues, readAnswer } from './read-form.js'

/** Where the first answers of a session come from. Values that break a rule of their field are left out. */
export interface PrefillSources {
  /** Of the address with which somebody came. */
  readonly query: Readonly<Record<string, string>>
  /** What the host knows of the person, by name. */
  readonly host: Readonly<Record<string, unknown>>
}

export interface InitialValues {
  /** Of questions that are hidden or read-only: nobody confirms them. */
  readonly answers: Answers
  /** Of questions that are asked: they stand in the inputs, and become answers there. */
  readonly drafts: Readonly<Record<string, FormValues>>
}

/** The names that a questionnaire takes from an address. */
export function queryNames(questionnaire: Questionnaire): string[] {
  return questionsOf(questionnaire).flatMap(({ prefill }) =>
    prefill?.startsWith('query.') ? [prefill.slice('query.'.length)] : [],
  )
}

/** Only what the file declares is looked at, and everything is checked as if it had been typed. */
export function initialValues(
  questionnaire: Questionnaire,
  sources: PrefillSources,
  context: Context,
): InitialValues {
  const { language } = questionnaire
  const answers: Record<string, AnswerValue> = {}
  const drafts: Record<string, FormValues> = {}
  for (const field of questionsOf(questionnaire)) {
    if (field.entryOf !== undefined || field.repeat !== undefined || field.must) continue
    const value = taken(field, valueAt(sources, field.prefill), language, context)
    if (field.hidden || field.readonly) {
      const known = value ?? field.default
      if (known !== undefined) answers[field.id] = known
    } else if (value !== undefined) {
      drafts[field.page] = { ...drafts[field.page], ...inputValues(field, value, language) }
    }
  }
  return { answers, drafts }
}

function valueAt(sources: PrefillSources, prefill: string | undefined): unknown {
  let found: unknown = sources
  for (const name of prefill?.split('.') ?? ['']) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return found
}

function taken(field: Field, value: unknown, language: string, context: Context): AnswerValue | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
  // As it is stored, such as a date in ISO 8601, or as it would be typed.
  const known = typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trim() : value
  if (known === '') return undefined
  if (mistakeInAnswer(field, known, context) === undefined) return known
  const reading = readAnswer(field, { [field.id]: [String(known)] }, language, context)
  return 'mistake' in reading ? undefined : reading.value
}
