import {
  type Answers,
  type AnswerValue,
  type Context,
  type FileAnswer,
  listOf,
  type SingleAnswer,
  storedAnswer,
} from './answer.js'
import { mistakeInAnswer, mistakeInValue } from './answer-rules.js'
import { brokenRules } from './cross-rules.js'
import { dayExists, isRealTime } from './date-text.js'
import { errorSentence } from './error-sentences.js'
import { createEvaluation, type Evaluation } from './evaluation.js'
import { DATE_PARTS, inputName, inputNames, OTHER } from './input-names.js'
import type { FieldPart, Mistake } from './mistake.js'
import { readNumber } from './number-text.js'
import { type EntryStep, NEW_ENTRY, type Page, withEntry } from './pages.js'
import { type Field, isQuestion, isRepeatingGroup, type Questionnaire } from './questionnaire.js'

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
  newEntryId = 'new',
): ReadForm {
  const steps = page.entries.map((step) => (step.entry === NEW_ENTRY ? { ...step, entry: newEntryId } : step))
  const isNew = page.entries.at(-1)?.entry === NEW_ENTRY
  const here = (all: Answers) => evaluationAt(questionnaire, all, context, steps)
  let next: Answers = isNew ? withEntry(answers, page.entries, newEntryId, (entry) => entry) : answers
  const errors: FieldError[] = []
  const typed: Record<string, readonly string[]> = {}
  const opened: string[] = []

  for (const field of fieldsOf(page).filter(isAsked)) {
    const wasAsked = page.questions.some(({ id }) => id === field.id)
    const names = inputNames(field)
    for (const name of names) {
      const values = valuesUnder(form, name)
      if (values.length > 0) typed[name] = values
    }
    // An earlier answer of the same page may just have changed what is asked.
    const evaluation = here(next)
    if (!evaluation.isEnabled(field)) continue
    if (!wasAsked && !names.some((name) => valuesUnder(form, name).length > 0)) {
      if (storedAnswer(evaluation.answers, field.id) === undefined) opened.push(field.id)
      continue
    }
    const result = readAnswer(field, form, questionnaire.language, context)
    if ('mistake' in result) {
      const part = result.part
      const message = errorSentence(field, result.mistake, questionnaire.language)
      errors.push({ field: field.id, ...(part === undefined ? {} : { part }), message })
    } else {
      const { value } = result
      next = withEntry(next, steps, newEntryId, ({ [field.id]: _, ...others }) =>
        value === undefined ? others : { ...others, [field.id]: value },
      )
    }
  }
  for (const { field, message } of brokenRules(questionnaire, here(next), page.questions)) {
    if (errors.some((error) => error.field === field.id)) continue
    const part = firstPart(field)
    errors.push({ field: field.id, ...(part === undefined ? {} : { part }), message })
  }
  return { answers: next, errors, typed, opened }
}

/** Everything that could be asked on a page, whatever the answers. */
function fieldsOf({ field }: Page): Field[] {
  if (field.type !== 'group') return [field]
  const inside = (fields: readonly Field[]): Field[] =>
    fields.flatMap((child) =>
      child.hidden || isRepeatingGroup(child) ? [] : child.type === 'group' ? inside(child.fields) : [child],
    )
  return inside(field.fields)
}

function evaluationAt(
  questionnaire: Questionnaire,
  answers: Answers,
  context: Context,
  steps: readonly EntryStep[],
): Evaluation {
  let evaluation: Evaluation = createEvaluation(questionnaire, answers, context)
  for (const { group, entry } of steps) {
    evaluation =
      evaluation.entriesOf(group).find(({ entryId }) => entryId === entry) ?? evaluation.newEntry(group)
  }
  return evaluation
}

function isAsked(field: Field): boolean {
  return isQuestion(field) && !field.hidden && !field.readonly
}

type Reading = { value: AnswerValue | undefined } | { mistake: Mistake; part?: FieldPart }

/** The values of a question that has several; empty inputs are left out. */
function readList(field: Field, form: FormValues, language: string, context: Context): Reading {
  const found: SingleAnswer[] = []
  for (const [index, text] of valuesUnder(form, field.id).entries()) {
    const reading = readValue(field, { [field.id]: [text] }, language)
    const part = `${index + 1}` as const
    if ('mistake' in reading) return { mistake: reading.mistake, part }
    if (reading.value === undefined) continue
    const mistake = mistakeInValue(field, reading.value, context)
    if (mistake !== undefined) return { mistake, part }
    found.push(...listOf(reading.value))
  }
  if (found.length === 0)
    return field.required ? { mistake: { type: 'required' }, part: '1' } : { value: undefined }
  const mistake = mistakeInAnswer(field, found, context)
  return mistake === undefined ? { value: found } : { mistake, part: '1' }
}

/** What was typed for a question, checked by its rules. */
export function readAnswer(field: Field, form: FormValues, language: string, context: Context): Reading {
  if (field.repeat !== undefined && field.type !== 'file') return readList(field, form, language, context)
  if (field.type === 'file') return readFiles(field, form, context)
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

/** Files that the session keeps: a form names them by their ids. */
function readFiles(field: Field, form: FormValues, context: Context): Reading {
  const { kept, mistakes } = context.files ?? { kept: new Map(), mistakes: new Map() }
  const mistake = mistakes.get(field.id)
  if (mistake !== undefined) return { mistake }
  const ids = valuesUnder(form, field.id).filter((id) => id !== '')
  const found = ids.flatMap((id): FileAnswer[] => kept.get(id) ?? [])
  if (found.length < ids.length) return { mistake: { type: 'fileGone' } }
  if (found.length === 0) return field.required ? { mistake: { type: 'required' } } : { value: undefined }
  const value = field.repeat === undefined ? found[0] : found
  if (field.repeat === undefined && found.length > 1) return { mistake: { type: 'severalAnswers' } }
  const broken = value && mistakeInAnswer(field, value, context)
  return broken === undefined ? { value } : { mistake: broken }
}

function readValue(field: Field, form: FormValues, language: string): Reading {
  const values = valuesUnder(form, field.id)
  switch (field.type) {
    case 'date':
      return readDate(field, form)
    case 'boolean':
      return readBoolean(field, values)
    case 'datetime':
      return readDateTime(field, form)
    case 'time':
      return readTime(clean(values[0] ?? ''))
    case 'choice':
      return readChoice(field, values, clean(valuesUnder(form, inputName(field, 'other'))[0] ?? ''))
    case 'quantity':
      return readQuantity(
        field,
        values,
        clean(valuesUnder(form, inputName(field, 'unit'))[0] ?? ''),
        language,
      )
    default: {
      const text = clean(values[0] ?? '')
      if (text === '' || (field.type !== 'integer' && field.type !== 'decimal')) {
        return { value: text === '' ? undefined : text }
      }
      return readNumber(text, language, field.type)
    }
  }
}

function readQuantity(
  field: Field,
  values: readonly string[],
  chosenUnit: string,
  language: string,
): Reading {
  const text = clean(values[0] ?? '')
  if (text === '') return { value: undefined }
  const reading = readNumber(text, language, 'decimal')
  if ('mistake' in reading) return reading
  const unit = field.units.length === 1 ? field.units[0] : field.units.find((name) => name === chosenUnit)
  if (unit === undefined) return { mistake: { type: 'unitMissing' }, part: 'unit' }
  return { value: { value: reading.value, unit } }
}

/** `14:30`, `14.30`, `1430`, `2:30 pm`. */
function readTime(text: string): Reading {
  if (text === '') return { value: undefined }
  const [, hours = '', minutes = '', half = ''] =
    /^(\d{1,2})(?:[.:\s]?(\d{2}))?\s*([ap])?\.?\s*m?\.?$/i.exec(text.normalize('NFKC')) ?? []
  const isBare = minutes === '' && half === ''
  const hour = half === '' ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  const isTwelveHour = half === '' || (Number(hours) >= 1 && Number(hours) <= 12)
  const value = `${String(hour).padStart(2, '0')}:${minutes === '' ? '00' : minutes}`
  return hours !== '' && !isBare && isTwelveHour && isRealTime(value)
    ? { value }
    : { mistake: { type: 'time' } }
}

function readDateTime(field: Field, form: FormValues): Reading {
  const date = readDate(field, form)
  if ('mistake' in date) return date
  const time = readTime(clean(valuesUnder(form, inputName(field, 'time'))[0] ?? ''))
  if ('mistake' in time) return { ...time, part: 'time' }
  if (date.value === undefined && time.value === undefined) return date
  if (date.value === undefined) return { mistake: { type: 'datePartMissing', part: 'day' }, part: 'day' }
  if (time.value === undefined) return { mistake: { type: 'timeMissing' }, part: 'time' }
  return { value: `${date.value}T${time.value}` }
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

function readChoice(field: Field, values: readonly string[], own: string): Reading {
  const given = new Set(values.map(clean).filter((value) => value !== ''))
  const first = firstPart(field)
  const part = first === undefined ? {} : { part: first }
  if (given.size === 0) return { value: undefined }
  if (field.widget === 'autocomplete') return readWrittenChoice(field, [...given][0] ?? '')
  const chosen: SingleAnswer[] = field.options
    .filter((option) => given.has(String(option.value)))
    .map(({ value }) => value)
  if (field.other !== undefined && given.has(OTHER)) {
    if (own === '') return { mistake: { type: 'otherMissing' }, part: 'other' }
    chosen.push({ other: own })
  }
  if (chosen.length < given.size) return { mistake: { type: 'unknownOption' }, ...part }
  if (field.multiple) return { value: chosen }
  return chosen.length === 1 ? { value: chosen[0] } : { mistake: { type: 'severalAnswers' }, ...part }
}

/** A choice that is typed: an option's label or value in any case, or the person's own words. */
function readWrittenChoice(field: Field, text: string): Reading {
  const plain = (words: string | number) => String(words).normalize('NFKC').toLowerCase()
  const option = field.options.find(
    ({ label, value }) => plain(label) === plain(text) || plain(value) === plain(text),
  )
  if (option !== undefined) return { value: option.value }
  return field.other === undefined ? { mistake: { type: 'unknownOption' } } : { value: { other: text } }
}

function readDate(field: Field, form: FormValues): Reading {
  const parts = DATE_PARTS.map((part) => ({
    part,
    text: (valuesUnder(form, inputName(field, part))[0] ?? '')
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
  if (field.type === 'date' || field.type === 'datetime') return 'day'
  const isSelect = field.widget === 'select' || field.widget === 'autocomplete'
  const isList = (field.type === 'choice' && !isSelect) || field.type === 'boolean'
  return isList && !field.must ? 'option' : undefined
}

function valuesUnder(form: FormValues, name: string): readonly string[] {
  return (Object.hasOwn(form, name) ? form[name] : undefined) ?? []
}

function clean(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim()
}
