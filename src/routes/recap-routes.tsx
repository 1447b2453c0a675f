import { Hono } from 'hono'
import { RecapChange } from '../../views/index.js'
import { gaps } from '../questionnaire/pages.js'
import { RECAP_NODE } from '../session/flow-run.js'
import type { RouteOptions } from './app-services.js'
import { notFound } from './missing.js'
import { panelProps } from './recap-panel-props.js'
import { appRequest, isFragmentRequest, openSession } from './request.js'
import { requestForm } from './request-form.js'
import { settledSoon } from './settled-soon.js'

/** Milliseconds that a stopped run gets to end, so that a page without JavaScript shows it stopped. */
const STOPPING = 2000

/** Starting a recap, and stopping it. Nothing else does either. */
export function recapRoutes(options: RouteOptions): Hono {
  const app = new Hono()

  app.post('/s/:session/recap', async (c) => {
    const request = await appRequest(c, options)
    const open = await openSession(request)
    if (open === undefined) return notFound(request)
    const { services, links } = request
    const { questionnaire, answers, context, session } = open
    const isWanted = questionnaire.recap !== false && gaps(questionnaire, answers, context).length === 0
    if (!isWanted) {
      // A whole page must not end up inside the sheet.
      if (isFragmentRequest(c)) return c.body(null, 204, { 'hx-redirect': links.check(session.id) })
      return c.redirect(links.check(session.id), 303)
    }
    const form = await requestForm(c)
    const job = await services.recapJob(open)
    const known = await services.runs.find(job.id)
    const isEmpty = known?.outcome?.status === 'done' && known.outcome.text.trim() === ''
    const run = await services.runs.start(job, { again: isEmpty || form.again?.[0] === '1' })
    // Once sent, the check page leads to the done page.
    if (!isFragmentRequest(c)) return c.redirect(links.check(session.id), 303)
    const place = await services.runs.place(run)
    return c.html(<RecapChange {...(await panelProps(request, open, run, place))} />)
  })

  app.post('/s/:session/recap/stop', async (c) => {
    const request = await appRequest(c, options)
    const open = await openSession(request)
    if (open === undefined) return notFound(request)
    const { services, links } = request
    await services.runs.abortSession(open.session.id, 'stop', ({ node }) => node === RECAP_NODE)
    await settledSoon(await services.runs.latest(open.session.id, RECAP_NODE), STOPPING)
    // With JavaScript the stream itself brings the stopped sheet.
    return isFragmentRequest(c) ? c.body(null, 204) : c.redirect(links.check(open.session.id), 303)
  })

  return app
}
