import type { RecapPanelProps } from '../../views/index.js'
import { UnavailableError } from '../errors.js'
import { gaps } from '../questionnaire/pages.js'
import type { Run } from '../run/run.js'
import { TRACE_NODE } from '../session/flow-run.js'
import type { OpenSession } from '../session/sessions.js'
import { PREFIX } from './page.js'
import { letterDate, recapView } from './recap-view.js'
import type { AppRequest } from './request.js'

/** The panel of a session for a run, or before there is one. */
export async function panelProps(
  request: AppRequest,
  open: OpenSession,
  run: Run | undefined,
  /** Of a run that waits. */
  place?: number,
): Promise<RecapPanelProps> {
  const { options, services, links } = request
  const { session, questionnaire } = open
  const trace = run && (await traceOf(request, run))
  const { language, recap } = questionnaire
  const isWhole = recap !== false && !recap.stream
  return {
    prefix: PREFIX,
    language,
    recap: run === undefined ? { kind: 'waiting' } : recapView(run, links, { place, trace, isWhole }),
    date: letterDate(run?.startedAt ?? services.now().toISOString(), language, options.timeZone),
    isSent: session.confirmedAt !== undefined,
    recapUrl: links.recap(session.id),
    stopUrl: links.stop(session.id),
  }
}

/**
 * The panel of the present answers. There is none where the file wants none, and none yet while answers are
 * missing: a recap of half of them would cost a model call and be out of date with the next answer.
 */
export async function presentPanel(request: AppRequest, open: OpenSession): Promise<RecapPanelProps> {
  const { questionnaire, answers, context } = open
  const isWanted = questionnaire.recap !== false && gaps(questionnaire, answers, context).length === 0
  if (!isWanted) return { ...(await panelProps(request, open, undefined)), recap: { kind: 'off' } }
  const { services } = request
  const run = await services.runs.find((await services.recapJob(open)).id).catch((error: unknown) => {
    // The list of answers counts: it is shown, and can be sent, also where the recap cannot be looked at.
    if (error instanceof UnavailableError) return undefined
    throw error
  })
  run?.touch()
  // Answers that were changed and changed back are the present ones again.
  const isOutOfDate = run?.outcome?.error?.reason === 'superseded'
  if (run === undefined || isOutOfDate) return panelProps(request, open, undefined)
  return panelProps(request, open, run, await services.runs.place(run))
}

/** The run that traces a recap which has been written, if it was begun; also one by an earlier prompt or model. */
async function traceOf({ services, options }: AppRequest, { job, outcome }: Run): Promise<Run | undefined> {
  if (outcome?.status !== 'done') return undefined
  try {
    const run = await services.runs.latest(job.sessionId, TRACE_NODE)
    if (run?.job.input.recap_summary !== outcome.text) return undefined
    run.touch()
    return run
  } catch (error) {
    // The recap is there, whether it can be told where it comes from or not.
    options.onError(error)
    return undefined
  }
}
