import { type Answers, type AnswerValue, type Context, type Entry, storedAnswer } from './answer.js'
import { createEvaluation, type Evaluation } from './evaluation.js'
import { type Field, isRepeatingGroup, type Questionnaire } from './questionnaire.js'

/**
 * The answers of everything that is enabled, hidden and read-only fields included: what leaves the questionnaire.
 * Groups that repeat are lists of entries; answers of what has been closed again are not there.
 */
export function enabledAnswers(questionnaire: Questionnaire, answers: Answers, context: Context): Answers {
  return answersIn(questionnaire.fields, createEvaluation(questionnaire, answers, context))
}

function answersIn(fields: readonly Field[], place: Evaluation): Record<string, AnswerValue> {
  const found: Record<string, AnswerValue> = {}
  for (const field of fields) {
    if (!place.isEnabled(field)) continue
    if (isRepeatingGroup(field)) {
      const entries = place
        .entriesOf(field)
        .map((entry): Entry => ({ _id: entry.entryId, ...answersIn(field.fields, entry) }))
      if (entries.length > 0) found[field.id] = entries
    } else if (field.type === 'group') {
      Object.assign(found, answersIn(field.fields, place))
    } else {
      const answer = storedAnswer(place.answers, field.id)
      if (answer !== undefined) found[field.id] = answer
    }
  }
  return found
}
