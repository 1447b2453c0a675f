import { type Answers, type AnswerValue, type Context, storedAnswer } from './answer.js'
import { mistakeInAnswer } from './answer-rules.js'
import { dayExists } from './date-text.js'
import { errorSentence } from './error-sentences.js'
import { createEvaluation } from './evaluation.js'
import type { FieldPart, Mistake } from './mistake.js'
import { readNumber } from './number-text.js'
import type { Page } from './pages.js'
import type { Field, Questionnaire } from './questionnaire.js'

/** Input name to the values sent under it. */
export type FormValues = Readonly<Record<string, readonly string[]>>

export interface FieldError {
  /** Id of the question. */
  readonly field: string
  /** The first wrong input of a date, or the first option of a list; absent where there is one input. */
  readonly part?: FieldPart
  readonly message: string
}

export interface ReadForm {
  /** All answers: the earlier ones with those of this page that are right. */
  readonly answers: Answers
  readonly errors: readonly FieldError[]
  /** What was typed into this page's inputs, right or wrong, to show again. */
  readonly typed: FormValues
  /** Questions of this page that only these answers have opened: the page has to be shown once more. */
  readonly opened: readonly string[]
}

const DATE_PARTS = ['day', 'month', 'year'] as const

/**
 * Reads a posted page. Keys that are no input of this page are ignored, an empty answer removes the stored
 * one, and a question that the same post has disabled keeps what is stored. Never throws.
 */
export function readForm(
  questionnaire: Questionnaire,
  page: Page,
  form: FormValues,
  answers: Answers,
  context: Context,
): ReadForm {
  let next: Record<string, AnswerValue> = { ...answers }
  const errors: FieldError[] = []
  const typed: Record<string, readonly string[]> = {}
  const opened: string[] = []

  for (const field of page.field.type === 'group' ? page.field.fields : [page.field]) {
    const wasAsked = page.questions.some(({ id }) => id === field.id)
    const names = inputNames(field)
    for (const name of names) {
      const values = valuesUnder(form, name)
      if (values.length > 0) typed[name] = values
    }
    // An earlier answer of the same page may just have changed what is asked.
    if (field.hidden || !createEvaluation(questionnaire, next, context).isEnabled(field)) continue
    if (!wasAsked && !names.some((name) => valuesUnder(form, name).length > 0)) {
      if (storedAnswer(next, field.id) === undefined) opened.push(field.id)
      continue
    }
    const result = readAnswer(field, form, questionnaire.language, context)
    if ('mistake' in result) {
      const part = result.part
      const message = errorSentence(field, result.mistake, questionnaire.language)
      errors.push({ field: field.id, ...(part === undefined ? {} : { part }), message })
    } else {
      const { [field.id]: _, ...others } = next
      next = result.value === undefined ? others : { ...others, [field.id]: result.value }
    }
  }
  return { answers: next, errors, typed, opened }
}

/** Names of a question's inputs. */
export function inputNames(field: Field): string[] {
  return field.type === 'date' ? DATE_PARTS.map((part) => `${field.id}-${part}`) : [field.id]
}

type Reading = { value: AnswerValue | undefined } | { mistake: Mistake; part?: FieldPart }

function readAnswer(field: Field, form: FormValues, language: string, context: Context): Reading {
  const reading = readValue(field, form, language)
  if ('mistake' in reading) return reading
  const first = firstPart(field)
  const part = first === undefined ? {} : { part: first }
  if (reading.value === undefined) {
    return field.required ? { mistake: { type: field.must ? 'must' : 'required' }, ...part } : reading
  }
  const mistake = mistakeInAnswer(field, reading.value, context)
  return mistake === undefined ? reading : { mistake, ...part }
}

function readValue(field: Field, form: FormValues, language: string): Reading {
  const values = valuesUnder(form, field.id)
  switch (field.type) {
    case 'date':
      return readDate(field, form)
    case 'boolean':
      return readBoolean(field, values)
    case 'choice':
      return readChoice(field, values)
    default: {
      const text = clean(values[0] ?? '')
      if (text === '' || field.type === 'string' || field.type === 'text') {
        return { value: text === '' ? undefined : text }
      }
      return readNumber(text, language, field.type === 'integer' ? 'integer' : 'decimal')
    }
  }
}

function readBoolean(field: Field, values: readonly string[]): Reading {
  const given = [...new Set(values.map(clean).filter((value) => value !== ''))]
  const part = firstPart(field)
  if (given.length > 1)
    return { mistake: { type: 'severalAnswers' }, ...(part === undefined ? {} : { part }) }
  if (given[0] === undefined) return { value: undefined }
  return given[0] === 'true' || given[0] === 'false'
    ? { value: given[0] === 'true' }
    : { mistake: { type: 'unknownOption' }, ...(part === undefined ? {} : { part }) }
}

function readChoice(field: Field, values: readonly string[]): Reading {
  const given = new Set(values.map(clean).filter((value) => value !== ''))
  const first = firstPart(field)
  const part = first === undefined ? {} : { part: first }
  if (given.size === 0) return { value: undefined }
  const chosen = field.options.filter((option) => given.has(String(option.value))).map(({ value }) => value)
  if (chosen.length < given.size) return { mistake: { type: 'unknownOption' }, ...part }
  if (field.multiple) return { value: chosen }
  return chosen.length === 1 ? { value: chosen[0] } : { mistake: { type: 'severalAnswers' }, ...part }
}

function readDate(field: Field, form: FormValues): Reading {
  const parts = DATE_PARTS.map((part) => ({
    part,
    text: (valuesUnder(form, `${field.id}-${part}`)[0] ?? '')
      .normalize('NFKC')
      .replace(/[\s.,/\p{Pd}]/gu, ''),
  }))
  if (parts.every(({ text }) => text === '')) return { value: undefined }
  const missing = parts.find(({ text }) => text === '')
  if (missing !== undefined) {
    return { mistake: { type: 'datePartMissing', part: missing.part }, part: missing.part }
  }
  const wrong = parts.find(({ part, text }) => !isDatePart(part, text))
  if (wrong !== undefined) return { mistake: { type: 'datePartWrong', part: wrong.part }, part: wrong.part }
  const [day = 0, month = 0, year = 0] = parts.map(({ text }) => Number(text))
  if (!dayExists(year, month, day)) return { mistake: { type: 'dateNotReal' }, part: 'day' }
  return { value: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` }
}

function isDatePart(part: FieldPart, text: string): boolean {
  if (part === 'year') return /^[1-9]\d{3}$/.test(text)
  return /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= (part === 'day' ? 31 : 12)
}

function firstPart(field: Field): FieldPart | undefined {
  if (field.type === 'date') return 'day'
  const isList = (field.type === 'choice' && field.widget !== 'select') || field.type === 'boolean'
  return isList && !field.must ? 'option' : undefined
}

function valuesUnder(form: FormValues, name: string): readonly string[] {
  return (Object.hasOwn(form, name) ? form[name] : undefined) ?? []
}

function clean(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim()
}
