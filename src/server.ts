import { resolve } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { bearerAuth } from 'hono/bearer-auth'
import { createQuestionnaireApp, type QuestionnaireApp } from './app.js'
import { createDevelopmentApp } from './development-app.js'
import { FilesInvalidError, UnavailableError, UsageError } from './errors.js'
import { printError, reportSeldom } from './report-errors.js'
import { forgetPassword, isLocalHost, readSettings, type Settings } from './settings.js'

/** Milliseconds that stores and connections get to close, once recaps have ended or were left to others. */
const CLOSING_TIME = 4000
/** `recapflow serve --dev`: files are watched, and their mistakes shown in the browser. */
const IS_DEVELOPMENT = process.argv.includes('--dev')
/** Milliseconds between two tries to reach a database or a Redis that was away at the start. */
const RETRY = 2000

/** Of a server that is away already at the start. */
const report = reportSeldom(printError)

function start(): void {
  const settings = readSettings()
  forgetPassword()
  if (settings.owner !== undefined && isPublic(settings) && settings.publicUrl?.protocol !== 'https:') {
    console.warn(
      'OWNER_PASSWORD is set and PUBLIC_URL is not https: passwords and answers can be read on the way. Put a proxy with TLS in front.',
    )
  }
  const create = () =>
    createQuestionnaireApp({
      settings,
      isStandalone: true,
      requireContacts: settings.isProduction || isPublic(settings),
      onWarning: (message) => console.warn(message),
    })
  const questionnaires = IS_DEVELOPMENT
    ? createDevelopmentApp({
        settings,
        create,
        folders: [resolve('graphs'), resolve('prompts')],
        say: (sentence) => console.error(sentence),
      })
    : create()
  const app = new Hono()
  app.get('/healthz', (c) => c.text('ok'))
  app.get('/readyz', async (c) => {
    const found = await questionnaires.notReady()
    // Without Redis a node answers everything but new recaps, and no other node is better off.
    const [away, notReady] = [
      found.filter((reason) => reason === 'redis'),
      found.filter((reason) => reason !== 'redis'),
    ]
    return c.json({ ready: notReady.length === 0, notReady, away }, notReady.length === 0 ? 200 : 503)
  })
  const { token } = settings.metrics
  if (token !== undefined) app.use('/metrics', bearerAuth({ token }))
  app.get('/metrics', async (c) => {
    try {
      const { text, contentType } = await questionnaires.metrics()
      return c.text(text, 200, { 'content-type': contentType })
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error
      return c.text('The metrics cannot be collected just now.\n', 503)
    }
  })
  app.route('/', questionnaires)

  const server = serve({ fetch: app.fetch, port: settings.port, hostname: settings.host }, ({ port }) => {
    const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
    console.log(
      `recapflow is ready: ${settings.publicUrl?.href ?? `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`}`,
    )
    console.log(modelSentence(settings))
    void getReady(questionnaires)
  })
  server.on('error', (error: NodeJS.ErrnoException) => {
    console.error(
      error.code === 'EADDRINUSE'
        ? `Port ${settings.port} is in use. Set PORT to another one, for example PORT=3001 npm start.`
        : `The server cannot listen: ${error.message}`,
    )
    process.exit(1)
  })

  let isStopping = false
  const stop = () => {
    // Asked twice: whatever is being written is left to others at once.
    if (isStopping) return void leave()
    isStopping = true
    const seconds = settings.shutdownTimeout / 1000
    console.log(`recapflow is stopping. Recaps that are being written get up to ${seconds} seconds to end.`)
    setTimeout(leave, settings.shutdownTimeout).unref()
    questionnaires
      .drain(settings.shutdownTimeout)
      .catch((error: unknown) => console.error(error))
      .finally(leave)
  }
  let isLeaving = false
  const leave = () => {
    if (isLeaving) return
    isLeaving = true
    setTimeout(() => process.exit(0), CLOSING_TIME).unref()
    // Nobody comes in any more; whoever is looking connects to another node, or to the next process.
    const isClosed = new Promise((resolve) => server.close(resolve))
    setInterval(() => 'closeIdleConnections' in server && server.closeIdleConnections(), 50).unref()
    questionnaires
      .close()
      .catch((error: unknown) => console.error(error))
      .then(() => isClosed)
      .finally(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** A server that is away at the start is waited for: requests are answered with "try again" until it is there. */
async function getReady(questionnaires: QuestionnaireApp): Promise<void> {
  try {
    await questionnaires.ready()
  } catch (error) {
    if (!(error instanceof UnavailableError)) refuse(error)
    report(error)
    setTimeout(() => void getReady(questionnaires), RETRY)
  }
}

function isPublic(settings: Settings): boolean {
  const host = settings.publicUrl?.hostname
  return host !== undefined && !isLocalHost(host)
}

function modelSentence({ model }: Settings): string {
  if (model.provider === 'demo') {
    return 'No language model is configured: the demo writer fills in a template. Set OPENAI_API_KEY or OPENAI_BASE_URL to ask a real one.'
  }
  return `Recaps are written by ${model.provider}${model.model === undefined ? '' : ` (${model.model})`}.`
}

/** Mistakes of whoever starts the server are told in words; anything else with its stack. */
function refuse(error: unknown): never {
  const isMistake = error instanceof UsageError || error instanceof FilesInvalidError
  console.error(isMistake ? error.message : error)
  process.exit(1)
}

try {
  start()
} catch (error) {
  refuse(error)
}
