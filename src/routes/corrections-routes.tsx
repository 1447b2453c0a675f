import { Hono } from 'hono'
import {
  CORRECTION_FIELDS,
  CorrectionsPage,
  type CorrectionsView,
  headingOf,
  messagesFor,
  REPLY_FIELD,
} from '../../views/index.js'
import { type Alert, alertsAfterPage } from '../questionnaire/outcome.js'
import { findPage } from '../questionnaire/pages.js'
import type { RecapInput } from '../questionnaire/recap-input.js'
import {
  applyCorrections,
  type Correction,
  correctableQuestions,
  type Proposals,
  readCorrections,
} from '../recap/corrections.js'
import { MAX_REPLIES, readReply } from '../recap/reply.js'
import { wordDifference } from '../recap/word-difference.js'
import type { Run } from '../run/run.js'
import { canonicalJson } from '../run/run-id.js'
import { CORRECTIONS_NODE } from '../session/flow-run.js'
import type { Session } from '../session/session.js'
import { newAlerts, type OpenSession } from '../session/sessions.js'
import { sha256Hex } from '../sha256.js'
import type { RouteOptions } from './app-services.js'
import { showCheck } from './check-routes.js'
import { onDraft } from './on-draft.js'
import { PREFIX, page } from './page.js'
import { nextPage } from './page-order.js'
import type { AppRequest } from './request.js'
import { requestForm } from './request-form.js'
import { supersedeRecap } from './supersede-recap.js'
import { tellAlerts } from './tell-alerts.js'

/** Seconds after which a page without JavaScript looks again while the changes are being found. */
const REFRESH = 2

/** "Something is wrong": free text becomes changes that are proposed, and made when the person says so. */
export function correctionsRoutes(options: RouteOptions): Hono {
  const app = new Hono()

  app.post('/s/:session/reply', (c) =>
    onDraft(c, options, async (request, open) => {
      const sent = (await requestForm(c))[REPLY_FIELD]?.[0] ?? ''
      const words = messagesFor(open.questionnaire.language)
      const reply = readReply(sent)
      if (open.session.replies >= MAX_REPLIES) return showCheck(request, open)
      switch (reply.kind) {
        case 'empty':
          return showCheck(request, open, { typed: '', error: words.replyEmpty })
        case 'tooLong':
          return showCheck(request, open, { typed: sent, error: words.replyTooLong(reply.limit) })
        case 'agreement':
          return showCheck(request, open, { notice: words.replyAgreed })
        case 'message':
          return propose(request, open, reply.message)
      }
    }),
  )

  app.get('/s/:session/corrections', (c) =>
    onDraft(c, options, async (request, open) => {
      const run = await findRun(request, open, c.req.query('run'))
      if (run === undefined) return c.redirect(request.links.check(open.session.id), 303)
      run.touch()
      return showCorrections(request, open, run)
    }),
  )

  app.post('/s/:session/corrections', (c) =>
    onDraft(c, options, async (request, open) => {
      const form = await requestForm(c)
      const run = await findRun(request, open, form[CORRECTION_FIELDS.run]?.[0])
      if (run === undefined) return c.redirect(request.links.check(open.session.id), 303)
      const seen = form[CORRECTION_FIELDS.seen]?.[0]
      if (seen !== hashOf(open)) return showCorrections(request, open, run, true)
      return apply(request, open, run, new Set(form[CORRECTION_FIELDS.apply]))
    }),
  )

  return app
}

async function propose(request: AppRequest, open: OpenSession, message: string) {
  const { c, services, links } = request
  const { questionnaire, answers, context, session } = open
  const questions = correctableQuestions(questionnaire, answers, context)
  const job = await services.correctionsJob(open, message, questions)
  if (job === undefined) return c.redirect(links.check(session.id), 303)
  const known = await services.runs.find(job.id)
  const run = await services.runs.start(job)
  // The same words sent twice are one reply.
  if (known === undefined) {
    await services.sessions.change(session.id, ({ session: now }) => ({ replies: now.replies + 1 }))
  }
  return c.redirect(links.corrections(session.id, run.id), 303)
}

async function findRun({ services }: AppRequest, { session }: OpenSession, id: string | undefined) {
  const run = id === undefined ? undefined : await services.runs.find(id)
  return run?.job.sessionId === session.id && run.job.node === CORRECTIONS_NODE ? run : undefined
}

/** What a run proposes for the answers as they are now; `undefined` for one that has failed. */
function proposalsOf(open: OpenSession, run: Run): Proposals | undefined {
  if (run.outcome?.status !== 'done') return undefined
  return readCorrections(run.outcome.text, messageOf(run), run.job.input as unknown as RecapInput, open)
}

function messageOf({ job }: Run): string {
  return String(job.input.message)
}

async function showCorrections(
  request: AppRequest,
  open: OpenSession,
  run: Run,
  isConflict = false,
): Promise<Response> {
  const { c, options, links } = request
  const { questionnaire, session } = open
  const { language } = questionnaire
  const words = messagesFor(language)
  const corrections = await viewOf(request, open, run, isConflict)
  if (isConflict) c.header('hx-push-url', 'false')
  return page(c, options, {
    title: `${headingOf(corrections, words)} – ${questionnaire.name}`,
    language,
    subtitle: questionnaire.name,
    exitUrl: questionnaire.exit,
    keepUrl: links.save(session.id),
    status: isConflict ? 409 : 200,
    back: { href: links.check(session.id) },
    refresh: run.isRunning ? REFRESH : undefined,
    content: (
      <CorrectionsPage
        prefix={PREFIX}
        language={language}
        message={messageOf(run)}
        corrections={corrections}
        checkUrl={links.check(session.id)}
      />
    ),
  })
}

async function viewOf(
  { links }: AppRequest,
  open: OpenSession,
  run: Run,
  isConflict: boolean,
): Promise<CorrectionsView> {
  const { session, questionnaire } = open
  if (run.isRunning) return { kind: 'reading', streamUrl: links.stream(session.id, run.id, 'panel') }
  const proposals = proposalsOf(open, run)
  if (proposals === undefined) return { kind: 'failed' }
  const words = messagesFor(questionnaire.language)
  const { corrections, refused, unplaced } = proposals
  return {
    kind: 'proposed',
    changes: corrections.map((correction) => ({ ...correction, pieces: piecesOf(correction) })),
    refused,
    unplaced,
    url: links.corrections(session.id),
    run: run.id,
    seen: hashOf(open),
    conflict: isConflict
      ? {
          level: 'warning',
          title: words.conflictTitle,
          body: [{ kind: 'paragraph', inlines: [{ kind: 'text', text: words.correctionsConflict }] }],
        }
      : undefined,
  }
}

/** Only of texts: of anything else the whole answer, old and new, is easier to read. */
function piecesOf({ field, before, after }: Correction) {
  const isText = field.type === 'text' || field.type === 'string'
  return isText && before !== undefined && after !== undefined ? wordDifference(before, after) : undefined
}

async function apply(request: AppRequest, open: OpenSession, run: Run, wanted: ReadonlySet<string>) {
  const { c, services, links } = request
  const { id } = open.session
  let raisedBy: string | undefined
  let isNew: readonly Alert[] = []
  const after = await services.sessions.change(id, (current) => {
    raisedBy = undefined
    isNew = []
    const { session, questionnaire, context } = current
    const corrections = proposalsOf(current, run)?.corrections ?? []
    const chosen = corrections.filter(({ number }) => wanted.has(String(number)))
    if (session.confirmedAt !== undefined || chosen.length === 0) return undefined
    const { answers, pages } = applyCorrections(chosen, current)
    let told: Pick<Session, 'alerts' | 'outgoing'> = session
    for (const changed of pages) {
      const fieldPage = findPage(questionnaire, changed, answers, context)?.field.page ?? changed
      const raised = alertsAfterPage(questionnaire, answers, fieldPage, context)
      if (raised.length === 0) continue
      raisedBy = fieldPage
      isNew = [...isNew, ...newAlerts(told, raised)]
      told = services.sessions.raise(told, changed, raised)
    }
    return { answers, alerts: told.alerts, outgoing: told.outgoing }
  })
  await tellAlerts(request, after, isNew)
  await supersedeRecap(request, open, after)
  const query: Record<string, string> = raisedBy === undefined ? {} : { after: raisedBy }
  const [first] = after.questionnaire.fields
  const asked = first && findPage(after.questionnaire, first.page, after.answers, after.context)
  const next = asked && nextPage(open, after, asked, true)
  if (next === undefined) return c.redirect(links.page(id, 'check', query), 303)
  return c.redirect(links.page(id, next.id, { ...query, from: 'check' }), 303)
}

/** Names the answers as they are, so that nothing is changed that was changed elsewhere meanwhile. */
function hashOf({ session }: OpenSession): string {
  return sha256Hex(canonicalJson(session.answers)).slice(0, 16)
}
