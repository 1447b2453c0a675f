import type { Evaluation } from './evaluation.js'
import type { Field, Questionnaire } from './questionnaire.js'

export interface BrokenRule {
  readonly field: Field
  /** The author's own sentence. */
  readonly message: string
}

/** The rules between questions that are broken at these questions, looked at from where they are answered. */
export function brokenRules(
  questionnaire: Questionnaire,
  evaluation: Evaluation,
  questions: readonly Field[],
): BrokenRule[] {
  return questionnaire.rules.flatMap(({ when, field: id, message }) => {
    const field = questions.find((question) => question.id === id)
    return field !== undefined && evaluation.isEnabled(field) && evaluation.holds(when)
      ? [{ field, message }]
      : []
  })
}
