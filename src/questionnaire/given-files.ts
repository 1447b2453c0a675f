import type { FileAnswer } from './answer.js'
import type { Mistake } from './mistake.js'

/** The files behind a posted page, since a form value is only the id of one. */
export interface GivenFiles {
  /** What the session keeps, by id. */
  readonly kept: ReadonlyMap<string, FileAnswer>
  /** By field id, why a file that was just sent could not be kept. */
  readonly mistakes: ReadonlyMap<string, Mistake>
}
