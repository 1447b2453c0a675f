import { type Context, Hono } from 'hono'
import { messagesFor, ResponseDeletePage, ResponsePage, type ResponsePageProps } from '../../views/index.js'
import { scores } from '../questionnaire/outcome.js'
import { parseRichText } from '../questionnaire/rich-text.js'
import { detailedAnswers, seenAlerts } from '../responses/response-details.js'
import { referenceOf } from '../session/session.js'
import type { OpenSession } from '../session/sessions.js'
import type { RouteOptions } from './app-services.js'
import { exportedSession, exportFormats, file } from './export-routes.js'
import { languageName } from './language-routes.js'
import { notFound } from './missing.js'
import { asOwner, ownerPage, type SignedInRequest } from './owner-request.js'
import { PREFIX } from './page.js'
import { recapOf } from './recap-of.js'
import { linksOf } from './request.js'
import { responseWords } from './response-words.js'

const ID = ':session{[0-9a-f]+}'

/** One response: to read, to take along, to delete. */
export function responsesOneRoutes(options: RouteOptions): Hono {
  const app = new Hono()

  app.get(`/responses/${ID}`, (c) => onResponse(c, options, showResponse))

  for (const format of exportFormats) {
    app.get(`/responses/${ID}/export.${format.suffix}`, (c) =>
      onResponse(c, options, async (request, open) => {
        // What was not sent is the person's own.
        if (open.session.confirmedAt === undefined) return notFound(request)
        const exported = await exportedSession(request, open)
        const name = `${exported.questionnaire.id}-${exported.reference}`
        await request.owner.access.record('exported', `${name}.${format.suffix}`)
        return file(c, name, format, format.write(exported))
      }),
    )
  }

  const deleting = (c: Context) => ({
    needs: 'recent' as const,
    returnTo: linksOf(c, options).responseDelete(c.req.param('session') ?? ''),
  })

  app.get(`/responses/${ID}/delete`, (c) =>
    onResponse(
      c,
      options,
      (request, { session, questionnaire }) => {
        const { links, language } = request
        return ownerPage(request, {
          title: `${messagesFor(language).owner.deleteTitle} – ${referenceOf(session.id)}`,
          back: { href: links.response(session.id) },
          content: (
            <ResponseDeletePage
              language={language}
              reference={referenceOf(session.id)}
              questionnaire={questionnaire.name}
              url={links.responseDelete(session.id)}
              returnUrl={links.response(session.id)}
            />
          ),
        })
      },
      deleting(c),
    ),
  )

  app.post(`/responses/${ID}/delete`, (c) =>
    onResponse(
      c,
      options,
      async ({ services, owner, links }, { session }) => {
        const reference = referenceOf(session.id)
        await services.forget(session.id)
        await owner.access.record('deleted', `${session.questionnaire} ${reference}`)
        return c.redirect(links.responses(`?deleted=${reference}`), 303)
      },
      deleting(c),
    ),
  )

  return app
}

type Handler = (request: SignedInRequest, open: OpenSession) => Response | Promise<Response>

/** Opens the session in the owner's language, where the questionnaire has it. */
function onResponse(
  c: Context,
  options: RouteOptions,
  handle: Handler,
  access: Parameters<typeof asOwner>[3] = {},
): Promise<Response> {
  return asOwner(
    c,
    options,
    async (request) => {
      const { sessions } = request.services
      const session = await sessions.find(c.req.param('session') ?? '')
      if (session === undefined) return notFound(request)
      const open = await sessions.open({ ...session, language: request.language })
      return handle(request, { ...open, session })
    },
    access,
  )
}

async function showResponse(request: SignedInRequest, open: OpenSession) {
  const { links, language } = request
  const { questionnaire, session } = open
  const reference = referenceOf(session.id)
  const words = messagesFor(language)
  const { time } = responseWords(request)
  const { confirmedAt, expiresAt } = session
  return ownerPage(request, {
    title: `${words.owner.response(reference)} – ${questionnaire.name}`,
    back: { href: links.responses() },
    content: (
      <ResponsePage
        prefix={PREFIX}
        language={language}
        reference={reference}
        questionnaire={questionnaire.name}
        facts={[
          confirmedAt === undefined
            ? { name: words.owner.state, text: words.owner.draft }
            : { name: words.sent, ...time(confirmedAt) },
          { name: words.owner.started, ...time(session.createdAt) },
          ...(confirmedAt === undefined ? [{ name: words.owner.changed, ...time(session.updatedAt) }] : []),
          ...(expiresAt === undefined ? [] : [{ name: words.owner.keptUntil, ...time(expiresAt) }]),
          { name: words.owner.language, text: languageName(session.language) },
          { name: words.owner.version, text: questionnaire.version },
        ]}
        sent={confirmedAt === undefined ? undefined : await sentParts(request, open)}
        deleteUrl={links.responseDelete(session.id)}
      />
    ),
  })
}

async function sentParts(request: SignedInRequest, open: OpenSession): Promise<ResponsePageProps['sent']> {
  const { language, links } = request
  const { questionnaire, session, answers, context } = open
  const words = messagesFor(language).owner
  const { time, number } = responseWords(request)
  return {
    answersLanguage: questionnaire.language,
    alerts: seenAlerts(open).map(({ at, ...alert }) => ({
      ...alert,
      time: at === undefined ? undefined : time(at).text,
    })),
    scores: scores(questionnaire, answers, context).map(({ label, value, band }) => ({
      label,
      value: value === undefined ? undefined : number(value),
      band: band?.label,
    })),
    sections: detailedAnswers(open, words.notAsked).map(({ heading, rows }) => ({
      heading,
      rows: rows.map(({ label, text, isSensitive }) => ({
        label,
        text,
        isMissing: false,
        mark: isSensitive ? words.sensitive : undefined,
      })),
    })),
    recap: questionnaire.recap === false ? false : await recapText(request, open),
    downloads: exportFormats.map(({ suffix, label }) => ({
      label,
      url: links.responseExport(session.id, suffix),
    })),
  }
}

/** The recap as the person saw it; only one that is whole. */
async function recapText(request: SignedInRequest, open: OpenSession) {
  // It was written from the answers as they read in the person's language.
  const own = await request.services.sessions.open(open.session)
  const run = await recapOf(request, own)
  if (run?.outcome?.status !== 'done' || run.outcome.text.trim() === '') return undefined
  const { provider, model } = run.job
  return {
    blocks: parseRichText(run.outcome.text),
    writer: provider === 'demo' ? ({ kind: 'demo' } as const) : ({ kind: 'model', name: model } as const),
  }
}
