import { type Context, Hono } from 'hono'
import { AlreadySent, messagesFor, QuestionPage } from '../../views/index.js'
import { formValues } from '../questionnaire/form-values.js'
import { alertsAfterPage } from '../questionnaire/outcome.js'
import {
  enabledPages,
  findPage,
  firstOpenPage,
  type Page,
  pageAfter,
  pageBefore,
} from '../questionnaire/pages.js'
import { type FieldError, type FormValues, readForm } from '../questionnaire/read-form.js'
import { type OpenSession, withoutDraft } from '../session/sessions.js'
import type { RouteOptions } from './app-services.js'
import type { Links } from './links.js'
import { notFound } from './missing.js'
import { PREFIX, page } from './page.js'
import { pageTitle, questionView } from './question-view.js'
import { type AppRequest, appRequest, openSession } from './request.js'
import { requestForm } from './request-form.js'

/** One page of questions: shown, left with what was typed, answered. */
export function questionRoutes(options: RouteOptions): Hono {
  const app = new Hono()

  app.get('/s/:session', async (c) => {
    const request = await appRequest(c, options)
    const open = await openSession(request)
    if (open === undefined) return notFound(request)
    const { id, confirmedAt } = open.session
    if (confirmedAt !== undefined) return c.redirect(request.links.done(id), 303)
    const first = firstOpenPage(open.questionnaire, open.answers, open.context)
    return c.redirect(first === undefined ? request.links.check(id) : request.links.page(id, first.id), 303)
  })

  app.get('/s/:session/:page', (c) =>
    onPage(c, options, (request, open, asked) => {
      const values = open.session.drafts[asked.id] ?? formValues(open.questionnaire, asked, open.answers)
      return showPage(request, open, asked, { values, errors: [] })
    }),
  )

  app.post('/s/:session/:page', (c) =>
    onPage(c, options, async (request, open, asked) => {
      const form = await requestForm(c)
      return form.intent?.[0] === 'back'
        ? leavePage(request, open, asked, form)
        : answerPage(request, open, asked, form)
    }),
  )

  return app
}

type PageHandler = (request: AppRequest, open: OpenSession, asked: Page) => Response | Promise<Response>

/** Only for a page that this visitor may open, that is asked now, and that can still be changed. */
async function onPage(c: Context, options: RouteOptions, handle: PageHandler): Promise<Response> {
  const request = await appRequest(c, options)
  const open = await openSession(request)
  const id = c.req.param('page') ?? ''
  if (open === undefined || !open.questionnaire.fields.some((field) => field.id === id))
    return notFound(request)
  if (open.session.confirmedAt !== undefined) return alreadySent(request, open)
  const asked = findPage(open.questionnaire, id, open.answers, open.context)
  if (asked === undefined) return c.redirect(request.links.session(open.session.id), 303)
  return handle(request, open, asked)
}

/** Keeps what was typed, unchecked, and goes back. */
async function leavePage(
  { c, services, links }: AppRequest,
  open: OpenSession,
  asked: Page,
  form: FormValues,
) {
  const { typed } = readForm(open.questionnaire, asked, form, open.answers, open.context)
  const answered = formValues(open.questionnaire, asked, open.answers)
  const isUnchanged = sameValues(typed, answered)
  await services.sessions.change(open.session.id, ({ session }) => {
    const others = withoutDraft(session, asked.id)
    return { drafts: isUnchanged ? others : { ...others, [asked.id]: typed } }
  })
  return c.redirect(backUrl(links, open, asked, isFromCheck(c.req.url)), 303)
}

async function answerPage(request: AppRequest, open: OpenSession, asked: Page, form: FormValues) {
  const { c, services, links } = request
  const result = readForm(open.questionnaire, asked, form, open.answers, open.context)
  const { id } = open.session
  if (result.errors.length > 0) {
    await services.sessions.change(id, ({ session }) => ({
      drafts: { ...session.drafts, [asked.id]: result.typed },
    }))
    return showPage(request, open, asked, { values: result.typed, errors: result.errors })
  }
  let raised: readonly string[] = []
  const after = await services.sessions.change(id, (current) => {
    const page = findPage(current.questionnaire, asked.id, current.answers, current.context)
    if (page === undefined || current.session.confirmedAt !== undefined) return undefined
    const { answers } = readForm(current.questionnaire, page, form, current.answers, current.context)
    raised = alertsAfterPage(current.questionnaire, answers, asked.id, current.context).map(
      (alert) => alert.id,
    )
    return {
      answers,
      drafts: withoutDraft(current.session, asked.id),
      alerts: services.sessions.raise(current.session, asked.id, raised),
    }
  })
  if (JSON.stringify(after.answers) !== JSON.stringify(open.answers)) {
    const { id: present } = await services.recapJob(after)
    // The answer is saved, whether its old recap can be stopped or not.
    await services.runs.abortSession(id, 'superseded', present).catch(request.options.onError)
  }
  const query: Record<string, string> = raised.length > 0 ? { after: asked.id } : {}
  if (result.opened.length > 0) return c.redirect(links.page(id, asked.id, keepCheck(c.req.url)), 303)
  const next = nextPage(open, after, asked, isFromCheck(c.req.url))
  if (next === undefined) return c.redirect(links.page(id, 'check', query), 303)
  return c.redirect(links.page(id, next.id, { ...query, ...keepCheck(c.req.url) }), 303)
}

/** From the check page only what the new answers have opened is asked, and what is missing. */
function nextPage(before: OpenSession, after: OpenSession, asked: Page, isChange: boolean): Page | undefined {
  const { questionnaire, answers, context } = after
  if (!isChange) return pageAfter(questionnaire, asked.id, answers, context)
  const known = new Set(enabledPages(questionnaire, before.answers, context).map(({ id }) => id))
  const opened = enabledPages(questionnaire, answers, context).find(({ id }) => !known.has(id))
  return opened ?? firstOpenPage(questionnaire, answers, context)
}

function showPage(
  request: AppRequest,
  open: OpenSession,
  shown: Page,
  { values, errors }: { readonly values: FormValues; readonly errors: readonly FieldError[] },
) {
  const { c, options, links } = request
  const { questionnaire, session, answers, context } = open
  const { language } = questionnaire
  const words = messagesFor(language)
  const isChange = isFromCheck(c.req.url)
  const url = links.page(session.id, shown.id, keepCheck(c.req.url))
  const after = c.req.query('after')
  const title = pageTitle(shown.field, questionnaire)
  // The address bar keeps its entry where the same page comes back.
  if (errors.length > 0) c.header('hx-push-url', 'false')
  const isLast = pageAfter(questionnaire, shown.id, answers, context) === undefined
  return page(c, options, {
    title: errors.length > 0 ? words.errorTitle(title) : title,
    language,
    subtitle: questionnaire.name,
    status: errors.length > 0 ? 422 : 200,
    isSaved: errors.length === 0 && Object.keys(answers).length > 0,
    back: { href: backUrl(links, open, shown, isChange), saveUrl: url },
    content: (
      <QuestionPage
        prefix={PREFIX}
        language={language}
        number={shown.number}
        title={shown.field.label}
        hint={shown.field.hint}
        isGroup={shown.field.type === 'group'}
        questions={shown.questions.map((field) => questionView(field, values, errors, words))}
        alerts={after === undefined ? [] : alertsAfterPage(questionnaire, answers, after, context)}
        url={url}
        next={isChange ? 'save' : isLast ? 'check' : 'continue'}
      />
    ),
  })
}

function alreadySent({ c, options, links }: AppRequest, { questionnaire, session }: OpenSession) {
  const { language } = questionnaire
  return page(c, options, {
    title: `${messagesFor(language).alreadySent} – ${questionnaire.name}`,
    language,
    subtitle: questionnaire.name,
    content: <AlreadySent language={language} doneUrl={links.done(session.id)} />,
  })
}

function backUrl(links: Links, open: OpenSession, shown: Page, isChange: boolean): string {
  const { questionnaire, answers, context, session } = open
  if (isChange) return links.check(session.id)
  const before = pageBefore(questionnaire, shown.id, answers, context)
  return before === undefined ? links.questionnaire(session.questionnaire) : links.page(session.id, before.id)
}

function isFromCheck(url: string): boolean {
  return new URL(url).searchParams.get('from') === 'check'
}

function keepCheck(url: string): Record<string, string> {
  return isFromCheck(url) ? { from: 'check' } : {}
}

function sameValues(first: FormValues, second: FormValues): boolean {
  const filled = (values: FormValues) =>
    JSON.stringify(
      Object.entries(values)
        .filter(([, items]) => items.some((item) => item !== ''))
        .sort(),
    )
  return filled(first) === filled(second)
}
