import { enabledAnswers } from '../questionnaire/enabled-answers.js'
import type { OutgoingEvent } from '../session/outgoing-event.js'
import { referenceOf } from '../session/session.js'
import type { OpenSession } from '../session/sessions.js'

export interface BodyOptions {
  /** Whether the answers of a session that was sent go along. */
  readonly withAnswers: boolean
  /** Where the owner reads a session, if that is known. */
  readonly ownerUrl?: ((sessionId: string) => string) | undefined
}

/** What is sent of an event, as JSON: who and when; answers only where they are asked for. */
export function messageBody(
  { type, at, alert }: OutgoingEvent,
  { session, questionnaire, answers, context }: OpenSession,
  { withAnswers, ownerUrl }: BodyOptions,
): string {
  return JSON.stringify({
    type,
    timestamp: at,
    data: {
      session: session.id,
      reference: referenceOf(session.id),
      questionnaire: { id: questionnaire.id, version: questionnaire.version },
      language: questionnaire.language,
      ...(session.user === undefined ? {} : { user: session.user }),
      ...(alert === undefined ? {} : { alert }),
      ...(ownerUrl === undefined ? {} : { url: ownerUrl(session.id) }),
      ...(withAnswers && type === 'session.completed'
        ? { answers: enabledAnswers(questionnaire, answers, context) }
        : {}),
    },
  })
}
