import type { Answers } from '../questionnaire/answer.js'
import { enabledPages } from '../questionnaire/pages.js'
import { referenceOf } from '../session/session.js'
import type { OpenSession } from '../session/sessions.js'
import type { CompletedSession } from './app-services.js'

/** What a host hears: the answers of the questions that were asked, not those that were closed again. */
export function completedSession({
  session,
  questionnaire,
  answers,
  context,
}: OpenSession): CompletedSession {
  const asked = new Set(
    enabledPages(questionnaire, answers, context).flatMap(({ questions }) => questions.map(({ id }) => id)),
  )
  const given: Answers = Object.fromEntries(Object.entries(answers).filter(([id]) => asked.has(id)))
  return {
    id: session.id,
    reference: referenceOf(session.id),
    questionnaire,
    answers: given,
    user: session.user,
    confirmedAt: session.confirmedAt ?? '',
  }
}
