import type { Contacts } from './contacts.js'
import type { GivenFiles } from './given-files.js'

/** A text of the person's own, where none of a choice's options fits. */
export interface OtherText {
  readonly other: string
}

export interface Quantity {
  readonly value: number
  readonly unit: string
}

/** A file that the session keeps. */
export interface FileAnswer {
  /** Names it in addresses, and opens nothing: 128 random bits in hex. */
  readonly file: string
  /** As the person's device calls it, made harmless: at most 100 characters. */
  readonly name: string
  /** Told by its content; `application/octet-stream` where that tells nothing. */
  readonly type: string
  /** Bytes. */
  readonly size: number
}

/** One answer. Choice: the option's value; date, time and the two together: ISO 8601, without a zone. */
export type SingleAnswer = string | number | boolean | OtherText | Quantity | FileAnswer

/** What was entered once in a group that repeats. */
export interface Entry {
  readonly [id: string]: AnswerValue
  /** Names the entry, whatever becomes of those before it. */
  readonly _id: string
}

/** Several answers: choices in file order, values as they were entered, entries of a group that repeats. */
export type AnswerValue = SingleAnswer | readonly SingleAnswer[] | readonly Entry[]

/** Field id to stored answer. An empty answer has no key. Answers of disabled fields stay. */
export type Answers = Readonly<Record<string, AnswerValue>>

/** What the pure functions need to know of the world. */
export interface Context {
  /** The present date in the session's time zone, `YYYY-MM-DD`. */
  readonly today: string
  /** For `{contacts.<key>.name}` and `{contacts.<key>.phone}`. */
  readonly contacts?: Contacts
  /** For `{response.id}`. */
  readonly responseId?: string
  /** For pages that ask for files. */
  readonly files?: GivenFiles
  /** What works out scores with `method: module`, by score id; without it they are incomplete. */
  readonly scoreFunctions?: ScoreFunctions
}

/**
 * The author's own function of a score. Gets the answers that the score counts, by field id: those of questions that
 * are asked and answered. Gives `undefined` where they do not make a score yet.
 */
export type ScoreFunction = (input: { readonly answers: Answers }) => number | undefined

export type ScoreFunctions = ReadonlyMap<string, ScoreFunction>

/** The stored answer of a field; never something inherited. */
export function storedAnswer(answers: Answers, id: string): AnswerValue | undefined {
  return Object.hasOwn(answers, id) ? answers[id] : undefined
}

/** Several answers, other than entries. */
export function isList(answer: AnswerValue): answer is readonly SingleAnswer[] {
  return Array.isArray(answer) && !answer.some(isEntry)
}

export function listOf(answer: AnswerValue): readonly SingleAnswer[] {
  if (isList(answer)) return answer
  return Array.isArray(answer) ? [] : [answer as SingleAnswer]
}

/** The entries of a group that repeats; none where the answer is something else. */
export function entriesIn(answer: AnswerValue | undefined): readonly Entry[] {
  return Array.isArray(answer) ? answer.filter(isEntry) : []
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && '_id' in value
}

export function isOtherText(answer: AnswerValue | undefined): answer is OtherText {
  return typeof answer === 'object' && 'other' in answer && !('_id' in answer)
}

export function isQuantity(answer: AnswerValue | undefined): answer is Quantity {
  return typeof answer === 'object' && 'unit' in answer && !('_id' in answer)
}

export function isFileAnswer(answer: AnswerValue | undefined): answer is FileAnswer {
  return typeof answer === 'object' && 'file' in answer && !('_id' in answer)
}

/** What conditions compare: the number of a quantity, the person's own text of a choice; of a file its name. */
export function comparable(answer: SingleAnswer): string | number | boolean {
  if (isOtherText(answer)) return answer.other
  if (isFileAnswer(answer)) return answer.name
  return isQuantity(answer) ? answer.value : answer
}
