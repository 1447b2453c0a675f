import { type Context, Hono, type Next } from 'hono'
import { messagesFor, PROBE_FIELDS, ProbePage, type ProbeView } from '../../views/index.js'
import { storedAnswer } from '../questionnaire/answer.js'
import { answerText } from '../questionnaire/answer-text.js'
import { alertsAfterPage } from '../questionnaire/outcome.js'
import { enabledPages, findPage, type Page } from '../questionnaire/pages.js'
import { answerPath, MAX_FOLLOW_UP, mayBeEnough, type Probe, probeQuestion } from '../questionnaire/probe.js'
import type { Field } from '../questionnaire/questionnaire.js'
import type { Run } from '../run/run.js'
import type { OpenSession } from '../session/sessions.js'
import { textOf } from '../stream/run-text.js'
import type { RouteOptions } from './app-services.js'
import { languageSwitch } from './language-routes.js'
import { notFound } from './missing.js'
import { PREFIX, page } from './page.js'
import { isFromCheck, keepCheck, nextPage } from './page-order.js'
import { type AppRequest, appRequest, openSession } from './request.js'
import { requestForm } from './request-form.js'
import { supersedeRecap } from './supersede-recap.js'

/** Seconds after which a page without JavaScript looks again while a question is being written. */
const REFRESH = 2

/** `/s/:session/<page>/probe`: one more question about an answer that is thin, always to be passed over. */
export function probeRoutes(options: RouteOptions): Hono {
  const app = new Hono()

  app.get('/s/:session/:page{.+/probe}', (c, next) =>
    onProbe(c, next, options, async (request, open, asked) => {
      for (const probed of probedAnswers(open, asked, c.req.query('field'))) {
        const view = await viewOf(request, open, probed)
        if (view !== undefined) return showProbe(request, open, probed, view)
      }
      return c.redirect(wayOnUrl(request, open, asked), 303)
    }),
  )

  app.post('/s/:session/:page{.+/probe}', (c, next) =>
    onProbe(c, next, options, async (request, open, asked) => {
      const [probed] = probedAnswers(open, asked, c.req.query('field'))
      if (probed === undefined) return c.redirect(wayOnUrl(request, open, asked), 303)
      return answerProbe(request, open, probed)
    }),
  )

  return app
}

async function answerProbe(request: AppRequest, open: OpenSession, probed: ProbedAnswer) {
  const { c, options, services } = request
  const { probe, path, page: asked } = probed
  const { id } = open.session
  const form = await requestForm(c)
  const run = probe.kind === 'closed' ? undefined : await services.runs.find(probe.run)
  const question = (probe.kind === 'closed' ? probe.question : askedBy(run)) ?? ''
  const isSkipped = form[PROBE_FIELDS.intent]?.[0] === PROBE_FIELDS.skip
  const typed = (form[PROBE_FIELDS.answer]?.[0] ?? '').replace(/\r\n?/g, '\n').trim()
  if (!isSkipped && [...typed].length > MAX_FOLLOW_UP) {
    const error = messagesFor(open.questionnaire.language).probeTooLong(MAX_FOLLOW_UP)
    return showProbe(request, open, probed, { kind: 'asked', question, typed, error })
  }
  if (run?.isRunning) {
    await services.runs.abortSession(id, 'stop', (job) => job.id === run.id).catch(options.onError)
  }
  const answer = isSkipped || question === '' || typed === '' ? {} : { answer: typed }
  const after = await services.sessions.change(id, ({ session }) => ({
    probes: { ...session.probes, [path]: { kind: 'closed', run: probe.run, question, ...answer } },
  }))
  await supersedeRecap(request, open, after)
  const isMore = probedAnswers(after, asked).length > 0
  return c.redirect(isMore ? probeUrl(request, after, asked) : wayOnUrl(request, after, asked), 303)
}

/** An answer that a model was asked about. */
interface ProbedAnswer {
  readonly page: Page
  readonly field: Field
  readonly path: string
  readonly probe: Probe
}

type Handler = (request: AppRequest, open: OpenSession, asked: Page) => Response | Promise<Response>

/** A page of questions may itself be called "probe": then the address is that page's. */
async function onProbe(c: Context, next: Next, options: RouteOptions, handle: Handler) {
  const request = await appRequest(c, options)
  const open = await openSession(request)
  if (open === undefined) return notFound(request)
  const { questionnaire, answers, context, session } = open
  const address = c.req.param('page') ?? ''
  if (findPage(questionnaire, address, answers, context) !== undefined) return next()
  if (session.confirmedAt !== undefined) return c.redirect(request.links.done(session.id), 303)
  const asked = findPage(questionnaire, address.slice(0, -'/probe'.length), answers, context)
  return asked === undefined
    ? c.redirect(request.links.session(session.id), 303)
    : handle(request, open, asked)
}

/** The answers of a page that are being looked at, or the one that is named, where a question was asked. */
function probedAnswers({ session }: OpenSession, page: Page, name?: string): ProbedAnswer[] {
  return page.questions.flatMap((field) => {
    const path = answerPath(page.entries, field.id)
    const probe = Object.hasOwn(session.probes, path) ? session.probes[path] : undefined
    if (probe === undefined || storedAnswer(page.evaluation.answers, field.id) === undefined) return []
    const isOpen = probe.kind === 'asked' || (name !== undefined && probe.question !== '')
    return isOpen && (name ?? field.id) === field.id ? [{ page, field, path, probe }] : []
  })
}

/** The question that a run has come to, if it has. */
export function askedBy(run: Run | undefined): string | undefined {
  return run?.outcome?.status === 'done' ? probeQuestion(run.outcome.text) : undefined
}

/** What is shown of a question while it is written: nothing while it may still be found that there is none. */
export function questionSoFar(text: string): string {
  return mayBeEnough(text) ? '' : text
}

/** `undefined` where nothing is asked. */
async function viewOf(
  { c, services, links }: AppRequest,
  { session }: OpenSession,
  { probe }: ProbedAnswer,
): Promise<ProbeView | undefined> {
  if (probe.kind === 'closed') {
    return { kind: 'asked', question: probe.question, typed: probe.answer ?? '' }
  }
  const run = await services.runs.find(probe.run)
  run?.touch()
  if (run?.isRunning) {
    return {
      kind: 'asking',
      text: questionSoFar(textOf(run.log.events)),
      streamUrl: links.stream(session.id, run.id, 'panel', wayOn(c.req.url)),
    }
  }
  const question = askedBy(run)
  return question === undefined ? undefined : { kind: 'asked', question, typed: '' }
}

/** Where the visitor was going when the question came up: travels along in the address. */
export function wayOn(url: string): Record<string, string> {
  const next = new URL(url).searchParams.get('next')
  return { ...keepCheck(url), ...(next === null ? {} : { next }) }
}

/** The page of the questions about a page's answers. */
export function probeUrl(
  { c, links }: AppRequest,
  { session }: OpenSession,
  { id }: Pick<Page, 'id'>,
  query: Record<string, string> = {},
): string {
  return links.page(session.id, `${id}/probe`, { ...wayOn(c.req.url), ...query })
}

/** The page that comes after one with its probes. */
export function wayOnUrl({ c, links }: AppRequest, open: OpenSession, asked: Page): string {
  const { questionnaire, answers, context, session } = open
  const { next: named } = wayOn(c.req.url)
  const wanted = named === undefined ? undefined : findPage(questionnaire, named, answers, context)
  const next = wanted ?? nextPage(open, open, asked, isFromCheck(c.req.url))
  if (next === undefined) return links.check(session.id)
  return links.page(session.id, next.id, keepCheck(c.req.url))
}

function showProbe(request: AppRequest, open: OpenSession, probed: ProbedAnswer, probe: ProbeView) {
  const { c, options, links } = request
  const { questionnaire, session, answers, context } = open
  const { language } = questionnaire
  const { page: asked, field } = probed
  const words = messagesFor(language)
  const answer = storedAnswer(asked.evaluation.answers, field.id)
  const label = field.short ?? field.label
  const entry = asked.entries.length === 0 ? undefined : (asked.caption ?? asked.title)
  const name = entry === undefined ? label : `${entry}: ${label}`
  const title = `${words.probeTitle(name)} – ${questionnaire.name}`
  const isWrong = probe.kind === 'asked' && probe.error !== undefined
  const after = c.req.query('after')
  if (isWrong) c.header('hx-push-url', 'false')
  return page(c, options, {
    title: isWrong ? words.errorTitle(title) : title,
    language,
    subtitle: questionnaire.name,
    exitUrl: questionnaire.exit,
    keepUrl: links.save(session.id),
    languages: languageSwitch(open, links, c.req.url),
    status: isWrong ? 422 : 200,
    isSaved: !isWrong,
    refresh: probe.kind === 'asking' ? REFRESH : undefined,
    back: { href: links.page(session.id, asked.id, keepCheck(c.req.url)) },
    content: (
      <ProbePage
        prefix={PREFIX}
        language={language}
        label={name}
        answer={answer === undefined ? '' : answerText(field, answer, language)}
        alerts={after === undefined ? [] : alertsAfterPage(questionnaire, answers, after, context)}
        probe={probe}
        url={probeUrl(request, open, asked, { field: field.id })}
      />
    ),
  })
}

/** The answer that a run looks at, for the end of its stream. */
export function answerOfRun(open: OpenSession, run: Run): ProbedAnswer | undefined {
  const { questionnaire, answers, context } = open
  return enabledPages(questionnaire, answers, context)
    .flatMap((page) => probedAnswers(open, page))
    .find(({ probe }) => probe.run === run.id)
}
