import { findJson } from '../prompt/extract-json.js'
import { type Answers, type Context, storedAnswer } from '../questionnaire/answer.js'
import { answerText } from '../questionnaire/answer-text.js'
import { formValues } from '../questionnaire/form-values.js'
import { inputNames } from '../questionnaire/input-names.js'
import { isKeptBack } from '../questionnaire/kept-back.js'
import { enabledPages, findPage, type Page } from '../questionnaire/pages.js'
import { type Field, fieldById, type Questionnaire } from '../questionnaire/questionnaire.js'
import { readForm } from '../questionnaire/read-form.js'
import type { RecapInput } from '../questionnaire/recap-input.js'
import { type DateInText, datesIn, monthsIn } from './dates-in-text.js'
import { knownValues } from './known-values.js'
import { numbersIn } from './numbers-in-text.js'
import { typedValue } from './proposed-value.js'
import { unknownValues } from './unknown-values.js'

/** A question whose answer a model may propose to change. */
export interface CorrectableQuestion {
  /** As in the list of answers: in an entry `medicines.1.strength`. */
  readonly id: string
  readonly label: string
  readonly type: Field['type']
  readonly options?: readonly { readonly value: string | number; readonly label: string }[]
  readonly units?: readonly string[]
  /** Several answers may be given. */
  readonly several?: true
  /** As people read it; `null` where there is none. */
  readonly answer: string | null
}

/** A change that a person may have made: it passes the rules of its question. */
export interface Correction {
  /** From 1, in the model's order. */
  readonly number: number
  readonly page: string
  readonly field: Field
  readonly label: string
  /** As people read them; `undefined` where there is no answer. */
  readonly before: string | undefined
  readonly after: string | undefined
  /** As it was proposed. */
  readonly value: unknown
  /** What of it neither the person nor an earlier answer has said. */
  readonly doubtful: readonly string[]
}

/** A change that is not offered, and why. */
export type RefusedCorrection =
  /** No question of this questionnaire, or none that a model may know of. */
  | { readonly kind: 'unknown' }
  /** Only the person may change it, on its page. */
  | { readonly kind: 'ownHand'; readonly label: string }
  | { readonly kind: 'notAsked'; readonly label: string }
  /** `message` names the question and says how to mend it. */
  | { readonly kind: 'invalid'; readonly label: string; readonly message: string }

export interface Proposals {
  readonly corrections: readonly Correction[]
  readonly refused: readonly RefusedCorrection[]
  /** The person's words that belong to no question. */
  readonly unplaced: readonly string[]
}

/** Changes of one reply; more are not looked at. */
const MAX_CHANGES = 30
const MAX_UNPLACED = 10
/** Characters of one of the person's words that found no place. */
const MAX_WORDS = 300

/** The questions that are asked now and may reach a model, with their answers. */
export function correctableQuestions(
  questionnaire: Questionnaire,
  answers: Answers,
  context: Context,
): CorrectableQuestion[] {
  return placesOf(questionnaire, answers, context)
    .filter(({ field }) => mayChange(questionnaire, field))
    .map(({ id, label, page, field }) => {
      const answer = storedAnswer(page.evaluation.answers, field.id)
      return {
        id,
        label,
        type: field.type,
        ...(field.options.length === 0
          ? {}
          : { options: field.options.map(({ value, label }) => ({ value, label })) }),
        ...(field.units.length === 0 ? {} : { units: field.units }),
        ...(field.multiple || field.repeat !== undefined ? { several: true as const } : {}),
        answer: answer === undefined ? null : answerText(field, answer, questionnaire.language),
      }
    })
}

/**
 * Reads what `propose_corrections` answers. Only questions that are asked now and that a model may change, only
 * values that the question's own rules take; the rest is told. Nothing is changed by it.
 *
 * @param message what the person wrote.
 * @param input what the model may know, to find what it has made up.
 * @returns `undefined` for an answer that cannot be read.
 */
export function readCorrections(
  text: string,
  message: string,
  input: RecapInput,
  { questionnaire, answers, context }: CorrectionGround,
): Proposals | undefined {
  const found = findJson(text)?.value
  const { changes, unplaced = [] } = Object(found) as { changes?: unknown; unplaced?: unknown }
  if (!Array.isArray(changes)) return undefined
  const places = placesOf(questionnaire, answers, context)
  const corrections: Correction[] = []
  const refused: RefusedCorrection[] = []
  const isTaken = new Set<string>()
  for (const change of changes.slice(0, MAX_CHANGES)) {
    const { id, value } = Object(change) as Record<string, unknown>
    const place = places.find((candidate) => candidate.id === id)
    const known = place?.field ?? fieldById(questionnaire, String(id).split('.').at(-1) ?? '')
    if (known === undefined || known.type === 'group' || isUnspeakable(questionnaire, known)) {
      refused.push({ kind: 'unknown' })
    } else if (!mayChange(questionnaire, known)) {
      refused.push({ kind: 'ownHand', label: nameOf(known) })
    } else if (place === undefined) {
      refused.push({ kind: 'notAsked', label: nameOf(known) })
    } else if (!isTaken.has(place.id)) {
      isTaken.add(place.id)
      const tried = tryChange({ questionnaire, answers, context }, place, value)
      if ('mistake' in tried) {
        refused.push({ kind: 'invalid', label: place.label, message: tried.mistake })
      } else if (tried.after !== tried.before) {
        const doubtful = madeUp(place.field, tried.after ?? '', tried.before, message, input)
        const number = corrections.length + 1
        corrections.push({
          number,
          page: place.page.id,
          field: place.field,
          label: place.label,
          before: tried.before,
          after: tried.after,
          value,
          doubtful,
        })
      }
    }
  }
  const words = (Array.isArray(unplaced) ? unplaced : [])
    .filter((item) => typeof item === 'string')
    .map((item) => item.trim().slice(0, MAX_WORDS))
    .filter((item) => item !== '')
  return { corrections, refused: distinct(refused), unplaced: words.slice(0, MAX_UNPLACED) }
}

export interface CorrectionGround {
  readonly questionnaire: Questionnaire
  readonly answers: Answers
  readonly context: Context
}

/**
 * The answers with changes made, in their order. A change that an earlier one has closed, or that the rules no
 * longer take, is left out.
 */
export function applyCorrections(
  corrections: readonly Correction[],
  ground: CorrectionGround,
): { readonly answers: Answers; readonly pages: readonly string[] } {
  let { answers } = ground
  const pages: string[] = []
  for (const { page: id, field, value } of corrections) {
    const page = findPage(ground.questionnaire, id, answers, ground.context)
    if (page === undefined || !page.questions.some((question) => question.id === field.id)) continue
    const tried = tryChange({ ...ground, answers }, { page, field }, value)
    if ('mistake' in tried) continue
    answers = tried.answers
    pages.push(id)
  }
  return { answers, pages }
}

interface Place {
  readonly id: string
  readonly label: string
  readonly page: Page
  readonly field: Field
}

/** Every question that is asked now, by the id that a model knows. */
function placesOf(questionnaire: Questionnaire, answers: Answers, context: Context): Place[] {
  return enabledPages(questionnaire, answers, context).flatMap((page) =>
    page.questions.map((field) => {
      const entries = page.entries.map(({ group, number }) => `${group.id}.${number}.`).join('')
      const title = page.entries.length === 0 ? '' : `${page.caption ?? page.title}: `
      return { id: `${entries}${field.id}`, label: `${title}${nameOf(field)}`, page, field }
    }),
  )
}

function nameOf(field: Field): string {
  return field.short ?? field.label
}

/** A model may not even tell that these are there. */
function isUnspeakable(questionnaire: Questionnaire, field: Field): boolean {
  return isKeptBack(questionnaire, field)
}

function mayChange(questionnaire: Questionnaire, field: Field): boolean {
  return !isKeptBack(questionnaire, field) && !field.must && !field.readonly
}

type Tried =
  | { readonly answers: Answers; readonly before: string | undefined; readonly after: string | undefined }
  | { readonly mistake: string }

/** Puts a value into its page as if it had been typed there, with everything else on the page as it is. */
function tryChange(
  { questionnaire, answers, context }: CorrectionGround,
  { page, field }: Pick<Place, 'page' | 'field'>,
  value: unknown,
): Tried {
  const { language } = questionnaire
  const textOf = (all: Answers) => {
    const here = findPage(questionnaire, page.id, all, context)
    const answer = here && storedAnswer(here.evaluation.answers, field.id)
    return answer === undefined ? undefined : answerText(field, answer, language)
  }
  const typed = typedValue(field, value, language)
  if (typed === undefined) return { mistake: '' }
  const stored = formValues(questionnaire, page)
  const others = Object.fromEntries(
    Object.entries(stored).filter(([name]) => !inputNames(field).includes(name)),
  )
  const before = readForm(questionnaire, page, stored, answers, context)
  const result = readForm(questionnaire, page, { ...others, ...typed }, answers, context)
  const mistake = result.errors.find(
    (error) =>
      error.field === field.id ||
      !before.errors.some(({ field, message }) => field === error.field && message === error.message),
  )
  if (mistake !== undefined) return { mistake: mistake.message }
  return { answers: result.answers, before: textOf(answers), after: textOf(result.answers) }
}

/** Values of the new answer that the person has not said, neither now nor before. */
function madeUp(
  field: Field,
  after: string,
  before: string | undefined,
  message: string,
  input: RecapInput,
): string[] {
  if (field.type === 'choice' || field.type === 'boolean') return []
  const { language } = input
  const said = [message, before ?? '']
  if (field.type === 'date' || field.type === 'datetime') {
    const dates = said.flatMap((text) => datesIn(text, language))
    const numbers = said.flatMap((text) => numbersIn(text, language).flatMap(({ values }) => values))
    const days = new Set([...numbers, ...dates.map(({ day }) => day), undefined])
    const months = new Set([
      ...numbers,
      ...dates.map(({ month }) => month),
      ...said.flatMap((text) => monthsIn(text, language)),
    ])
    const years = new Set([...numbers, ...dates.map(({ year }) => year), undefined])
    const isSaid = ({ day, month, year }: DateInText) => days.has(day) && months.has(month) && years.has(year)
    return datesIn(after, language).every(isSaid) ? [] : [after]
  }
  // How many answers there are is no value that could stand in one of them.
  const answered = input.answers.flatMap(({ label, text }) => [label, text])
  const known = knownValues({ ...input, answers: [] }, [...said, ...answered])
  return unknownValues(after, known, language).map(({ start, end }) => after.slice(start, end))
}

function distinct(refused: readonly RefusedCorrection[]): RefusedCorrection[] {
  const seen = new Map(refused.map((one) => [JSON.stringify(one), one]))
  return [...seen.values()]
}
