import { Hono } from 'hono'
import {
  type AnswerSectionView,
  CheckPage,
  type CorrectionReplyView,
  DonePage,
  messagesFor,
} from '../../views/index.js'
import { type AnswerRow, answerList } from '../questionnaire/answer-list.js'
import { sizeText } from '../questionnaire/file-words.js'
import { type Alert, alerts, alertsAfterPage, completion, scores } from '../questionnaire/outcome.js'
import { enabledPages, gaps } from '../questionnaire/pages.js'
import { MAX_REPLIES } from '../recap/reply.js'
import { referenceOf } from '../session/session.js'
import type { OpenSession } from '../session/sessions.js'
import type { RouteOptions } from './app-services.js'
import { completedSession } from './completed-session.js'
import { dateFormat } from './date-format.js'
import { exportFormats } from './export-routes.js'
import { languageSwitch } from './language-routes.js'
import type { Links } from './links.js'
import { notFound } from './missing.js'
import { PREFIX, page } from './page.js'
import { recapOf } from './recap-of.js'
import { panelProps, presentPanel } from './recap-panel-props.js'
import { localeOf } from './recap-view.js'
import { type AppRequest, appRequest, openSession } from './request.js'

/** Seconds after which a page without JavaScript looks again while a recap is being written. */
const REFRESH = 2

/** Every answer before it is sent, the sending, and what is shown after. */
export function checkRoutes(options: RouteOptions): Hono {
  const app = new Hono()

  app.get('/s/:session/check', async (c) => {
    const request = await appRequest(c, options)
    const open = await openSession(request)
    if (open === undefined) return notFound(request)
    const { id, confirmedAt } = open.session
    return confirmedAt === undefined ? showCheck(request, open) : c.redirect(request.links.done(id), 303)
  })

  app.post('/s/:session/confirm', async (c) => {
    const request = await appRequest(c, options)
    const open = await openSession(request)
    if (open === undefined) return notFound(request)
    return confirm(request, open)
  })

  app.get('/s/:session/done', async (c) => {
    const request = await appRequest(c, options)
    const open = await openSession(request)
    if (open === undefined) return notFound(request)
    const { session } = open
    if (session.confirmedAt === undefined) return c.redirect(request.links.check(session.id), 303)
    return showDone(request, open, session.confirmedAt)
  })

  return app
}

/** Every answer, the recap beside them, and the ways on: to change something, or to send. */
export async function showCheck(
  request: AppRequest,
  open: OpenSession,
  reply: Pick<CorrectionReplyView, 'typed' | 'error' | 'notice'> = {},
): Promise<Response> {
  const { c, options, services, links } = request
  const { questionnaire, session, answers, context } = open
  const { language } = questionnaire
  const words = messagesFor(language)
  const panel = await presentPanel(request, open)
  const last = enabledPages(questionnaire, answers, context).at(-1)
  const title = `${words.checkHeading} – ${questionnaire.name}`
  const isReplyTaken = panel.recap.kind !== 'off' && services.takesReplies(session.questionnaire)
  if (reply.error !== undefined) c.header('hx-push-url', 'false')
  return page(c, options, {
    title: reply.error === undefined ? title : words.errorTitle(title),
    language,
    subtitle: questionnaire.name,
    exitUrl: questionnaire.exit,
    keepUrl: links.save(session.id),
    languages: languageSwitch(open, links, new URL(links.check(session.id), c.req.url).href),
    status: reply.error === undefined ? 200 : 422,
    isSaved: reply.error === undefined,
    back: last === undefined ? undefined : { href: links.page(session.id, last.id) },
    refresh: panel.recap.kind === 'streaming' ? REFRESH : undefined,
    content: (
      <CheckPage
        prefix={PREFIX}
        language={language}
        alerts={alertsToShow(open, c.req.query('after'))}
        hasGaps={gaps(questionnaire, answers, context).length > 0}
        sections={sectionsOf(open, links, true)}
        recap={panel}
        reply={
          isReplyTaken
            ? { ...reply, url: links.reply(session.id), isUsedUp: session.replies >= MAX_REPLIES }
            : undefined
        }
        confirmUrl={links.confirm(session.id)}
      />
    ),
  })
}

async function confirm({ c, options, services, links }: AppRequest, open: OpenSession) {
  const { id } = open.session
  let gap: string | undefined
  let isFirst = false
  const after = await services.sessions.change(id, ({ session, questionnaire, answers, context }) => {
    isFirst = false
    if (session.confirmedAt !== undefined) return undefined
    gap = gaps(questionnaire, answers, context)[0]?.page
    if (gap !== undefined) return undefined
    isFirst = true
    const confirmedAt = services.now().toISOString()
    return { confirmedAt, drafts: {}, outgoing: services.sessions.completed(session, confirmedAt) }
  })
  if (gap !== undefined) return c.redirect(links.page(id, gap, { from: 'check' }), 303)
  if (isFirst) {
    services.tell()
    try {
      await services.runs.keepSession(id)
    } catch (error) {
      options.onError(error)
    }
    try {
      await options.onComplete?.(completedSession(after))
    } catch (error) {
      options.onError(error)
    }
  }
  return c.redirect(links.done(id), 303)
}

async function showDone(request: AppRequest, open: OpenSession, confirmedAt: string) {
  const { c, options } = request
  const { questionnaire, session, answers, context } = open
  const { language } = questionnaire
  const run = questionnaire.recap === false ? undefined : await recapOf(request, open)
  const panel = await panelProps(request, open, run)
  const { recap } = panel
  const isWorthShowing =
    recap.kind === 'final' || recap.kind === 'streaming' || (recap.kind === 'failed' && recap.text !== '')
  const format = (style: Intl.DateTimeFormatOptions) =>
    dateFormat(language, options.timeZone, style).format(new Date(confirmedAt))
  return page(c, options, {
    title: `${messagesFor(language).doneTitle} – ${questionnaire.name}`,
    language,
    subtitle: questionnaire.name,
    exitUrl: questionnaire.exit,
    refresh: panel.recap.kind === 'streaming' ? REFRESH : undefined,
    content: (
      <DonePage
        prefix={PREFIX}
        language={language}
        completion={completion(questionnaire, answers, context)}
        alerts={alerts(questionnaire, answers, 'completion', context)}
        scores={scores(questionnaire, answers, context)
          .filter(({ show }) => show !== 'never')
          .map(({ label, value, band }) => ({
            label,
            value: value === undefined ? undefined : new Intl.NumberFormat(localeOf(language)).format(value),
            band: band?.label,
          }))}
        reference={referenceOf(session.id)}
        sent={{
          iso: confirmedAt,
          text: format({ dateStyle: 'long', timeStyle: 'short' }),
          stamp: [
            format({ day: 'numeric', month: 'short' }).toLocaleUpperCase(language),
            format({ year: 'numeric' }),
          ],
        }}
        sections={sectionsOf(open, request.links, false)}
        downloads={exportFormats.map((format) => ({
          label: format.label,
          url: request.links.export(session.id, format.suffix),
        }))}
        recap={isWorthShowing ? panel : { ...panel, recap: { kind: 'off' } }}
      />
    ),
  })
}

/** Those for this page, and those that the answer just before has raised. */
function alertsToShow({ questionnaire, answers, context }: OpenSession, after: string | undefined): Alert[] {
  const here = alerts(questionnaire, answers, 'check', context)
  const raised = after === undefined ? [] : alertsAfterPage(questionnaire, answers, after, context)
  return [...raised.filter((alert) => !here.some(({ id }) => id === alert.id)), ...here]
}

/** The list of answers; without links to change them once they are sent. */
function sectionsOf(open: OpenSession, links: Links, canChange: boolean): AnswerSectionView[] {
  const { questionnaire, answers, context, session } = open
  const missing = new Set(gaps(questionnaire, answers, context).map(({ field }) => field.id))
  return answerList(questionnaire, answers, context, session.probes).map(({ heading, rows }) => ({
    heading,
    rows: rows.map((row) => ({
      label: row.label,
      text: row.text,
      isMissing: missing.has(row.field),
      isFollowUp: row.isFollowUp,
      files: row.files?.map(({ file, name, size }) => ({
        name,
        size: sizeText(size, questionnaire.language),
        url: links.file(session.id, file),
      })),
      changeUrl: canChange ? changeUrl(links, session.id, row) : undefined,
    })),
  }))
}

/** A follow-up has a page of its own. */
function changeUrl(links: Links, id: string, { page, field, isFollowUp }: AnswerRow): string {
  return isFollowUp
    ? links.page(id, `${page}/probe`, { field, from: 'check' })
    : links.page(id, page, { from: 'check' })
}
