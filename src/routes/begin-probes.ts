import { findPage, type Page } from '../questionnaire/pages.js'
import { answerPath, answersToProbe, type Probes, probedField } from '../questionnaire/probe.js'
import type { OpenSession } from '../session/sessions.js'
import type { AppRequest } from './request.js'

/**
 * Has a model look at the answers of a page that may be too thin, all at once. What goes wrong with it keeps nobody
 * from going on.
 *
 * @returns whether any is being looked at.
 */
export async function beginProbes(
  { services, options }: AppRequest,
  open: OpenSession,
  { id }: Pick<Page, 'id'>,
): Promise<boolean> {
  const { questionnaire, answers, context, session } = open
  const page = findPage(questionnaire, id, answers, context)
  if (page === undefined) return false
  const begun: Record<string, Probes[string]> = {}
  try {
    for (const field of answersToProbe(questionnaire, page, session.probes)) {
      const job = await services.probeJob(open, probedField(questionnaire, page, field))
      if (job === undefined) return false
      const run = await services.runs.start(job, { supersedes: () => false })
      begun[answerPath(page.entries, field.id)] = { kind: 'asked', run: run.id }
    }
  } catch (error) {
    options.onError(error)
  }
  if (Object.keys(begun).length === 0) return false
  await services.sessions.change(session.id, ({ session: now }) => ({ probes: { ...now.probes, ...begun } }))
  return true
}
