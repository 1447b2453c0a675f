import { type Context, Hono } from 'hono'
import { HomePage, messagesFor, StartPage } from '../../views/index.js'
import { estimatedMinutes } from '../questionnaire/pages.js'
import { inLanguage, type Questionnaire, questionsOf } from '../questionnaire/questionnaire.js'
import type { RouteOptions } from './app-services.js'
import { homeConversations } from './home-conversations.js'
import { homeEntries, openSessions } from './home-entries.js'
import { keepQuery, takeQuery } from './kept-query.js'
import { acceptLanguage, languageName } from './language-routes.js'
import { notFound, SITE_LANGUAGE } from './missing.js'
import { PREFIX, page } from './page.js'
import { appRequest, linksOf } from './request.js'
import { requestForm } from './request-form.js'
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
    const { slug } = entry
    const wanted = languageOf(c, entry.questionnaire)
    const questionnaire = inLanguage(entry.questionnaire, wanted)
    const path = request.links.questionnaire(slug)
    if (keepQuery(c, { publicUrl: options.publicUrl, path }, questionnaire)) return c.redirect(path, 303)
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
          languages={[entry.questionnaire.language, ...entry.questionnaire.translations.keys()]
            .filter((tag) => tag !== questionnaire.language)
            .map((tag) => ({ tag, name: languageName(tag), url: `${path}?language=${tag}` }))}
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
    const sources = {
      query: takeQuery(c, request.links.questionnaire(entry.slug)),
      host: (await options.prefill?.(c, entry.slug)) ?? {},
    }
    const form = await requestForm(c)
    const session = await request.services.sessions.start(
      entry,
      visitor,
      sources,
      inLanguage(entry.questionnaire, form.language?.[0] ?? '').language,
    )
    return c.redirect(request.links.session(session.id), 303)
  })

  return app
}

/** The language that somebody has asked for, or that the browser prefers, among those that there are. */
function languageOf(c: Context, { language, translations }: Questionnaire): string {
  const all = [language, ...translations.keys()]
  const asked = c.req.query('language')
  if (asked !== undefined && all.includes(asked)) return asked
  if (all.length === 1) return language
  return acceptLanguage(c, all, language)
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
