import { Hono } from 'hono'
import { messagesFor, ResponsesPage, ResponsesRecordPage } from '../../views/index.js'
import {
  type ResponseQuery,
  readResponseQuery,
  sessionFilter,
  writeResponseQuery,
} from '../responses/response-query.js'
import { referenceOf } from '../session/session.js'
import type { SessionSummary, SessionTotals } from '../session/session-list.js'
import type { RouteOptions } from './app-services.js'
import { asOwner, ownerPage, type SignedInRequest } from './owner-request.js'
import { PREFIX } from './page.js'
import { choicesOf, nameOf, responseWords } from './response-words.js'
import { responsesChartsRoutes } from './responses-charts-routes.js'
import { listFormats, responsesExportRoutes } from './responses-export-routes.js'
import { responsesOneRoutes } from './responses-one-routes.js'
import { responsesSignInRoutes } from './responses-sign-in-routes.js'

/** Responses on one page of the list. */
const PAGE_SIZE = 25
/** Lines of the record. */
const RECORD_SIZE = 100

/** The owner's pages: what people have sent. All but the sign-in ask for the password. */
export function responsesRoutes(options: RouteOptions): Hono {
  const app = new Hono()

  app.get('/responses', (c) => asOwner(c, options, showList))

  app.get('/responses/record', (c) =>
    asOwner(c, options, async (request) => {
      const { owner, language } = request
      const words = responseWords(request)
      const title = messagesFor(language).owner.recordTitle
      const events = await owner.access.events(RECORD_SIZE)
      return ownerPage(request, {
        title,
        current: 'record',
        content: (
          <ResponsesRecordPage
            language={language}
            events={events.map(({ kind, detail, at }) => ({ kind, detail, time: words.time(at) }))}
          />
        ),
      })
    }),
  )

  app.route('/', responsesSignInRoutes(options))
  app.route('/', responsesChartsRoutes(options))
  app.route('/', responsesExportRoutes(options))
  app.route('/', responsesOneRoutes(options))
  return app
}

async function showList(request: SignedInRequest) {
  const { c, services, links, language, owner } = request
  const { sessions } = services
  const words = responseWords(request)
  const query = readResponseQuery(c.req.query())
  const filter = sessionFilter(query, owner.days, services.now())
  const totals = await sessions.totals(filter.at)
  const counts = await countsOf(request, query, totals)
  const count = counts.sent + counts.drafts
  const pages = Math.max(1, Math.ceil(count / PAGE_SIZE))
  const page = Math.min(query.page, pages)
  const found = await sessions.list(filter, { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE })
  const choices = choicesOf(
    request,
    totals.map(({ questionnaire: slug }) => slug),
  )
  const urlOf = (change: Partial<ResponseQuery>) =>
    links.responses(writeResponseQuery({ ...query, page, ...change }))
  const only = query.questionnaire ?? (choices.length === 1 ? choices[0]?.slug : undefined)
  const deleted = c.req.query('deleted')
  const { owner: own } = messagesFor(language)
  return ownerPage(request, {
    title: own.responses,
    current: 'responses',
    content: (
      <ResponsesPage
        prefix={PREFIX}
        language={language}
        count={count}
        countText={words.number(count)}
        states={
          query.state === undefined
            ? { sent: words.number(counts.sent), drafts: words.number(counts.drafts) }
            : undefined
        }
        isEmpty={totals.length === 0}
        filter={{
          url: links.responses(),
          clearUrl: links.responses(),
          questionnaires: choices,
          values: query,
        }}
        rows={found.map((session) => rowOf(request, session))}
        paging={{
          text: `${words.number(page)} / ${words.number(pages)}`,
          newerUrl: page > 1 ? urlOf({ page: page - 1 }) : undefined,
          olderUrl: page < pages ? urlOf({ page: page + 1 }) : undefined,
        }}
        chartsUrl={
          only === undefined
            ? undefined
            : links.responsesPart(
                'charts',
                writeResponseQuery({ ...(only && { questionnaire: only }), ...daysOf(query) }),
              )
        }
        downloads={
          counts.sent === 0
            ? []
            : listFormats
                .filter(({ isPerQuestionnaire }) => only !== undefined || !isPerQuestionnaire)
                .map(({ suffix, label }) => ({
                  label,
                  url: links.responsesExport(
                    suffix,
                    writeResponseQuery({ ...query, page: 1, ...(only && { questionnaire: only }) }),
                  ),
                }))
        }
        needsQuestionnaire={only === undefined}
        questionnaires={[...services.entries.keys()].map((slug) => ({
          name: nameOf(request, slug),
          url: links.questionnaire(slug),
        }))}
        deleted={
          deleted !== undefined && /^[2-9A-Z]{3}(?:-[2-9A-Z]{3}){2}$/.test(deleted) ? deleted : undefined
        }
      />
    ),
  })
}

function daysOf({ from, to }: ResponseQuery): Partial<ResponseQuery> {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** How many match. What the totals tell already is not counted again. */
async function countsOf(
  { services, owner }: SignedInRequest,
  query: ResponseQuery,
  totals: readonly SessionTotals[],
): Promise<{ readonly sent: number; readonly drafts: number }> {
  const { sessions } = services
  const filter = sessionFilter(query, owner.days, services.now())
  const { questionnaire, state, from, until, reference } = filter
  if (from === undefined && until === undefined && reference === undefined) {
    const wanted = totals.filter(
      (total) => questionnaire === undefined || total.questionnaire === questionnaire,
    )
    return {
      sent: state === 'draft' ? 0 : wanted.reduce((sum, { sent }) => sum + sent, 0),
      drafts: state === 'sent' ? 0 : wanted.reduce((sum, { drafts }) => sum + drafts, 0),
    }
  }
  return {
    sent: state === 'draft' ? 0 : await sessions.count({ ...filter, state: 'sent' }),
    drafts: state === 'sent' ? 0 : await sessions.count({ ...filter, state: 'draft' }),
  }
}

function rowOf(request: SignedInRequest, session: SessionSummary) {
  const { id, questionnaire, confirmedAt, updatedAt, alerts } = session
  return {
    url: request.links.response(id),
    reference: referenceOf(id),
    questionnaire: nameOf(request, questionnaire),
    time: responseWords(request).time(confirmedAt ?? updatedAt),
    isSent: confirmedAt !== undefined,
    // What somebody has not sent is theirs alone.
    alerts: confirmedAt === undefined ? 0 : alerts.length,
  }
}
