import type { Run } from '../run/run.js'
import { canonicalJson } from '../run/run-id.js'
import { RECAP_NODE } from '../session/flow-run.js'
import type { OpenSession } from '../session/sessions.js'
import type { AppRequest } from './request.js'

/**
 * The recap of the answers that were sent: by today's prompt and model, or the last one that was written from
 * these same answers by another.
 */
export async function recapOf({ services }: AppRequest, open: OpenSession): Promise<Run | undefined> {
  const job = await services.recapJob(open)
  const run = await services.runs.find(job.id)
  if (run !== undefined) return run
  const last = await services.runs.latest(open.session.id, RECAP_NODE)
  const isOfTheseAnswers = canonicalJson(last?.job.input.answers) === canonicalJson(job.input.answers)
  return isOfTheseAnswers ? last : undefined
}
