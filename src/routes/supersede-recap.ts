import { RECAP_NODE } from '../session/flow-run.js'
import type { OpenSession } from '../session/sessions.js'
import type { AppRequest } from './request.js'

/** The recap of other answers is not written any further. */
export async function supersedeRecap(
  request: AppRequest,
  before: OpenSession,
  after: OpenSession,
): Promise<void> {
  if (JSON.stringify(after.answers) === JSON.stringify(before.answers)) return
  const { id: present } = await request.services.recapJob(after)
  // The answer is saved, whether its old recap can be stopped or not.
  await request.services.runs
    .abortSession(after.session.id, 'superseded', (job) => job.node === RECAP_NODE && job.id !== present)
    .catch(request.options.onError)
}
