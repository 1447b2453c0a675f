import type { Alert } from '../questionnaire/outcome.js'
import { referenceOf } from '../session/session.js'
import type { OpenSession } from '../session/sessions.js'
import type { AppRequest } from './request.js'

/**
 * Tells the host of alerts with `notify` that an answer has raised for the first time; the program behind the
 * webhook hears of them, too. Whatever becomes of it, the person goes on.
 */
export async function tellAlerts(
  { options, services }: AppRequest,
  { session, questionnaire }: OpenSession,
  alerts: readonly Alert[],
): Promise<void> {
  const told = alerts.filter(({ notify }) => notify !== undefined)
  if (told.length === 0) return
  services.tell()
  for (const { id, level, notify = '' } of told) {
    try {
      await options.notify?.({
        notify,
        alert: { id, level },
        session: session.id,
        reference: referenceOf(session.id),
        questionnaire,
        user: session.user,
        at: services.now().toISOString(),
      })
    } catch (error) {
      options.onError(error)
    }
  }
}
