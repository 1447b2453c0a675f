import { enabledAnswers } from '../questionnaire/enabled-answers.js'
import { referenceOf } from '../session/session.js'
import type { OpenSession } from '../session/sessions.js'
import type { CompletedSession } from './app-services.js'

/** What a host hears: the answers of what was enabled, not those that were closed again. */
export function completedSession({
  session,
  questionnaire,
  answers,
  context,
}: OpenSession): CompletedSession {
  return {
    id: session.id,
    reference: referenceOf(session.id),
    questionnaire,
    answers: enabledAnswers(questionnaire, answers, context),
    user: session.user,
    confirmedAt: session.confirmedAt ?? '',
  }
}
