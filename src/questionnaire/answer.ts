import type { Contacts } from './contacts.js'

/** Choice: the option's value; several choices: a list in file order; date: ISO 8601. */
export type AnswerValue = string | number | boolean | readonly (string | number)[]

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
}

/** The stored answer of a field; never something inherited. */
export function storedAnswer(answers: Answers, id: string): AnswerValue | undefined {
  return Object.hasOwn(answers, id) ? answers[id] : undefined
}
