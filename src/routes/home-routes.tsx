import { type Context, Hono } from 'hono'
import { HomePage, messagesFor, StartPage } from '../../views/index.js'
import { estimatedMinutes } from '../questionnaire/pages.js'
import { questionsOf } from '../questionnaire/questionnaire.js'
import type { RouteOptions } from './app-services.js'
import { homeConversations } from './home-conversations.js'
import { homeEntries, openSessions } from './home-entries.js'
import { notFound, SITE_LANGUAGE } from './missing.js'
import { PREFIX, page } from './page.js'
import { appRequest, linksOf } from './request.js'
import { recogniseVisitor } from './visitor.js'

/** The list of questionnaires, and the start of each. */
export function homeRoutes(options: RouteOptions): Hono {
  const app = new Hono()

  app.get('/', (c) => showHome(c, options))
  // Hono merges a mount path with "/" to the path without its last slash; people type it with one.
  app.get('/*', (c, next) =>
    c.req.path === `${linksOf(c, options).home()}/` ? showHome(c, options) : next(),
  )

  app.get('/q/:questionnaire', async (c) => {
    const request = await appRequest(c, options)
    const entry = request.services.entries.get(c.req.param('questionnaire'))
    if (entry === undefined) return notFound(request)
    const { questionnaire, slug } = entry
    const begun = (await openSessions(request)).find(({ session }) => session.questionnaire === slug)
    return page(c, options, {
      title: questionnaire.name,
      language: questionnaire.language,
      back: { href: request.links.home() },
      content: (
        <StartPage
          prefix={PREFIX}
          language={questionnaire.language}
          name={questionnaire.name}
          intro={questionnaire.intro ?? []}
          description={questionnaire.description}
          copyright={questionnaire.copyright}
          minutes={estimatedMinutes(questionnaire)}
          questions={questionsOf(questionnaire).filter(({ hidden }) => !hidden).length}
          hasRecap={questionnaire.recap !== false}
          privacy={options.privacy}
          startUrl={request.links.questionnaire(slug)}
          resumeUrl={begun === undefined ? undefined : request.links.session(begun.session.id)}
        />
      ),
    })
  })

  app.post('/q/:questionnaire', async (c) => {
    const request = await appRequest(c, options)
    const entry = request.services.entries.get(c.req.param('questionnaire'))
    if (entry === undefined) return notFound(request)
    const visitor = await recogniseVisitor(c, options.identity, options.publicUrl)
    const session = await request.services.sessions.start(entry, visitor)
    return c.redirect(request.links.session(session.id), 303)
  })

  return app
}

async function showHome(c: Context, options: RouteOptions): Promise<Response> {
  const request = await appRequest(c, options)
  return page(c, options, {
    title: `${messagesFor(SITE_LANGUAGE).homeTitle} – ${options.siteName}`,
    language: SITE_LANGUAGE,
    content: (
      <HomePage
        language={SITE_LANGUAGE}
        entries={await homeEntries(request)}
        conversations={await homeConversations(request)}
        demoUrl={options.isStandalone ? request.links.demo() : undefined}
      />
    ),
  })
}
