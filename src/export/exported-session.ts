import type { Answers } from '../questionnaire/answer.js'
import type { AnswerSection } from '../questionnaire/answer-list.js'
import type { ScoreResult } from '../questionnaire/outcome.js'
import type { Probes } from '../questionnaire/probe.js'
import type { Questionnaire } from '../questionnaire/questionnaire.js'

/** Everything of one session that leaves it. Times are ISO 8601. */
export interface ExportedSession {
  readonly questionnaire: Questionnaire
  readonly reference: string
  readonly language: string
  readonly startedAt: string
  readonly updatedAt: string
  /** `undefined` while it is a draft. */
  readonly confirmedAt: string | undefined
  /** Of everything that is enabled. */
  readonly answers: Answers
  /** What was asked once more about them. */
  readonly probes: Probes
  /** The same as people read it. */
  readonly sections: readonly AnswerSection[]
  readonly scores: readonly ScoreResult[]
  /** IANA name of the zone that the times of day in the answers are in. */
  readonly timeZone: string
  /** Written by a computer; absent where there is none, or none that is whole. */
  readonly recap?: { readonly text: string; readonly provider: string; readonly model: string | undefined }
}
