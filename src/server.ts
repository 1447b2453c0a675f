import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createQuestionnaireApp } from './app.js'
import { FilesInvalidError, UsageError } from './errors.js'
import { readSettings, type Settings } from './settings.js'

/** How long running recaps and open streams may take to end after SIGTERM: milliseconds. */
const SHUTDOWN_TIME = 5000

function start(): void {
  const settings = readSettings()
  const questionnaires = createQuestionnaireApp({
    settings,
    isStandalone: true,
    requireContacts: settings.isProduction || isPublic(settings),
    onWarning: (message) => console.warn(message),
    onError: (error) => console.error(error),
  })
  const app = new Hono()
  app.get('/healthz', (c) => c.text('ok'))
  app.route('/', questionnaires)

  const server = serve({ fetch: app.fetch, port: settings.port, hostname: settings.host }, ({ port }) => {
    const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
    console.log(
      `recapflow is ready: ${settings.publicUrl?.href ?? `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`}`,
    )
    console.log(modelSentence(settings))
    questionnaires.ready().catch(refuse)
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
    if (isStopping) return
    isStopping = true
    setTimeout(() => process.exit(0), SHUTDOWN_TIME).unref()
    // Nobody comes in any more; whoever is looking connects to the next process.
    server.close()
    questionnaires
      .close()
      .catch((error: unknown) => console.error(error))
      .finally(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function isPublic(settings: Settings): boolean {
  const host = settings.publicUrl?.hostname
  return host !== undefined && !['localhost', '127.0.0.1', '[::1]'].includes(host)
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
