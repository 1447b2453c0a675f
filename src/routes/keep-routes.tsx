import { type Context, Hono } from 'hono'
import { DeletedPage, DeletePage, messagesFor, ResumePage, SavePage } from '../../views/index.js'
import type { OpenSession } from '../session/sessions.js'
import type { RouteOptions } from './app-services.js'
import { dateFormat } from './date-format.js'
import { notFound } from './missing.js'
import { onDraft, type SessionHandler } from './on-draft.js'
import { page } from './page.js'
import { type AppRequest, appRequest, isAuthorized } from './request.js'
import { recogniseVisitor } from './visitor.js'

/** Coming back later, on another device, or never: links, and the deletion of a draft. */
export function keepRoutes(options: RouteOptions): Hono {
  const app = new Hono()

  app.get('/s/:session/save', (c) => onDraft(c, options, (request, open) => showSave(request, open)))

  app.post('/s/:session/save', (c) =>
    onDraft(c, options, async (request, open) => {
      if (!hasLinks(open)) return showSave(request, open)
      const { token, expiresAt } = await request.services.sessions.keep(open.session)
      const origin = options.publicUrl?.origin ?? new URL(c.req.url).origin
      const url = `${origin}${request.links.resume(token)}`
      return showSave(request, open, { url, until: dayOf(request, open, expiresAt) })
    }),
  )

  app.get('/s/:session/delete', (c) =>
    onDraft(c, options, ({ links }, { questionnaire, session }) => {
      const { language } = questionnaire
      return page(c, options, {
        title: `${messagesFor(language).deleteTitle} – ${questionnaire.name}`,
        language,
        subtitle: questionnaire.name,
        back: { href: links.save(session.id) },
        content: (
          <DeletePage
            language={language}
            url={links.delete(session.id)}
            returnUrl={links.session(session.id)}
          />
        ),
      })
    }),
  )

  app.post('/s/:session/delete', (c) =>
    onDraft(c, options, async ({ services, links }, { questionnaire, session }) => {
      await services.forget(session.id)
      const { language } = questionnaire
      return page(c, options, {
        title: messagesFor(language).deletedTitle,
        language,
        content: <DeletedPage language={language} homeUrl={links.home()} />,
      })
    }),
  )

  app.get('/r/:token', (c) =>
    onLink(c, options, ({ links }, { questionnaire }) => {
      const { language } = questionnaire
      return page(c, options, {
        title: `${messagesFor(language).resumeTitle} – ${questionnaire.name}`,
        language,
        subtitle: questionnaire.name,
        content: (
          <ResumePage
            language={language}
            name={questionnaire.name}
            url={links.resume(c.req.param('token'))}
          />
        ),
      })
    }),
  )

  app.post('/r/:token', (c) =>
    onLink(c, options, async ({ services, links }, { session }) => {
      const { keyHash } = await recogniseVisitor(c, options.identity, options.publicUrl)
      if (keyHash !== undefined) await services.sessions.letIn(session.id, keyHash)
      return c.redirect(links.session(session.id), 303)
    }),
  )

  return app
}

/** Only for a link that is still good; any other is not there. */
async function onLink(c: Context, options: RouteOptions, handle: SessionHandler): Promise<Response> {
  const request = await appRequest(c, options)
  const session = await request.services.sessions.findByLink(c.req.param('token') ?? '')
  if (session === undefined || !(await isAuthorized(c, options, session))) return notFound(request)
  c.header('cache-control', 'no-store')
  return handle(request, await request.services.sessions.open(session))
}

/** What belongs to a host's user opens wherever that user is. */
function hasLinks({ questionnaire, session }: OpenSession): boolean {
  return questionnaire.resume !== false && session.user === undefined
}

function showSave(
  request: AppRequest,
  open: OpenSession,
  link?: { readonly url: string; readonly until: string },
) {
  const { c, options, links } = request
  const { questionnaire, session } = open
  const { language } = questionnaire
  return page(c, options, {
    title: `${messagesFor(language).keepTitle} – ${questionnaire.name}`,
    language,
    subtitle: questionnaire.name,
    back: { href: links.session(session.id) },
    content: (
      <SavePage
        language={language}
        keptUntil={session.expiresAt && dayOf(request, open, session.expiresAt)}
        linkUrl={hasLinks(open) ? links.save(session.id) : undefined}
        link={link}
        returnUrl={links.session(session.id)}
        deleteUrl={links.delete(session.id)}
      />
    ),
  })
}

function dayOf({ options }: AppRequest, { questionnaire }: OpenSession, at: string): string {
  return dateFormat(questionnaire.language, options.timeZone, { dateStyle: 'long' }).format(new Date(at))
}
