import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { messagesFor, ProblemPage, type ProblemPageProps } from '../../views/index.js'
import { UnavailableError } from '../errors.js'
import type { RouteOptions } from './app-services.js'
import { assetRoutes } from './asset-routes.js'
import { checkRoutes } from './check-routes.js'
import { conversationRoutes } from './conversation-routes.js'
import { correctionsRoutes } from './corrections-routes.js'
import { demoRoutes } from './demo-routes.js'
import { exportRoutes } from './export-routes.js'
import { fileRoutes } from './file-routes.js'
import { homeRoutes } from './home-routes.js'
import { keepRoutes } from './keep-routes.js'
import { languageRoutes } from './language-routes.js'
import { notFound, SITE_LANGUAGE } from './missing.js'
import { MAX_TEXT } from './multipart-form.js'
import { page } from './page.js'
import { probeRoutes } from './probe-routes.js'
import { questionRoutes } from './question-routes.js'
import { recapRoutes } from './recap-routes.js'
import { appRequest, linksOf } from './request.js'
import { isMultipart } from './request-form.js'
import { responsesRoutes } from './responses-routes.js'
import { securityHeaders } from './security-headers.js'
import { streamRoutes } from './stream-routes.js'

const FORM_TYPES = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i

/** Everything over HTTP, in the order in which a request meets it. */
export function createRoutes(options: RouteOptions): Hono {
  const app = new Hono()
  app.use(async (_c, next) => {
    const subtract = options.requests.add()
    try {
      await next()
    } finally {
      subtract()
    }
  })
  app.use(securityHeaders({ csp: options.csp }))
  app.use(csrf(options.publicUrl === undefined ? {} : { origin: options.publicUrl.origin }))
  app.use(async (c, next) => {
    if (c.req.method === 'POST' && !FORM_TYPES.test(c.req.header('content-type') ?? '')) {
      throw new HTTPException(415)
    }
    await next()
  })
  const limitBody = bodyLimit({
    maxSize: MAX_TEXT,
    onError: () => {
      throw new HTTPException(413)
    },
  })
  // What may hold files is bounded while it is read, by the question that asks for them.
  app.use((c, next) => (isMultipart(c) ? next() : limitBody(c, next)))

  app.route('/assets', assetRoutes())
  app.route('/', homeRoutes(options))
  app.route('/', streamRoutes(options))
  app.route('/', checkRoutes(options))
  app.route('/', recapRoutes(options))
  app.route('/', exportRoutes(options))
  app.route('/', fileRoutes(options))
  app.route('/', keepRoutes(options))
  app.route('/', languageRoutes(options))
  app.route('/', correctionsRoutes(options))
  app.route('/', probeRoutes(options))
  app.route('/', questionRoutes(options))
  app.route('/', conversationRoutes(options))
  if (options.isStandalone) app.route('/', demoRoutes(options))
  if (options.hasOwner) app.route('/', responsesRoutes(options))
  // A sub-app's own notFound is never asked; under a host all but these paths may be the host's.
  for (const path of options.isStandalone ? ['*'] : ['/s/*', '/q/*', '/c/*']) {
    app.all(path, async (c) => notFound(await appRequest(c, options)))
  }

  app.onError(async (error, c) => {
    const isUnavailable = error instanceof UnavailableError
    const status = isUnavailable ? 503 : error instanceof HTTPException ? error.status : 500
    const problem = problems[status] ?? 'fault'
    if (problem === 'fault' || isUnavailable) options.onError(error)
    if (isUnavailable) c.header('retry-after', String(error.retryAfter))
    if (isUnavailable && c.req.query('as') === 'json') {
      return c.json({ error: { type: 'unavailable', message: 'Try again shortly.' } }, 503)
    }
    return page(c, options, {
      title: messagesFor(SITE_LANGUAGE).problemTitle,
      language: SITE_LANGUAGE,
      status: problem === 'fault' ? 500 : (status as 400 | 403 | 413 | 415 | 503),
      content: (
        <ProblemPage language={SITE_LANGUAGE} problem={problem} homeUrl={linksOf(c, options).home()} />
      ),
    })
  })
  return app
}

const problems: Readonly<Record<number, ProblemPageProps['problem']>> = {
  400: 'wrongType',
  403: 'forbidden',
  413: 'tooLarge',
  415: 'wrongType',
  503: 'unavailable',
}
