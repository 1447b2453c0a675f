import type { Hono } from 'hono'
import { checkOptions, type QuestionnaireAppOptions } from './app-options.js'
import { UnavailableError, UsageError } from './errors.js'
import { createLiveCatalogue } from './live-catalogue.js'
import { loadCatalogue } from './load-catalogue.js'
import { type Absent, type OpenServices, openServices } from './open-services.js'
import { printError, reportSeldom } from './report-errors.js'
import type { RouteOptions } from './routes/app-services.js'
import { createRoutes } from './routes/create-routes.js'
import { createOpenStreams } from './routes/open-streams.js'
import { contentSecurityPolicy } from './routes/security-headers.js'
import { createTally } from './routes/tally.js'
import { readSettings, type WebhookSettings } from './settings.js'
import { mistakeInTarget } from './webhook/check-target.js'

export type { QuestionnaireAppOptions }

/** Why an app takes no requests just now. */
export type NotReady = 'starting' | 'stopping' | Absent

export type QuestionnaireApp = Hono & {
  /**
   * Reads all files anew: what begins from now on begins with them, and what has begun goes on with its own.
   *
   * @throws FilesInvalidError with every problem of every file, and UsageError; the app then goes on as before.
   */
  reload(): void
  /** Opens the stores and goes on with recaps that were cut off. Requests do this by themselves. */
  ready(): Promise<void>
  /** What a balancer wants to know: nothing where all is well. */
  notReady(): Promise<NotReady[]>
  /** What Prometheus reads, with its media type. See docs/metrics.md. */
  metrics(): Promise<{ readonly text: string; readonly contentType: string }>
  /**
   * Starts no recap any more, and gives those that are being written `timeout` milliseconds to end. Where there
   * are other nodes, viewers are told to connect again, to one of those. Default `SHUTDOWN_TIMEOUT`.
   */
  drain(timeout?: number): Promise<void>
  /** Ends running recaps, to be begun again by another node or the next process, and closes the stores. */
  close(): Promise<void>
}

/**
 * The questionnaires of a folder as a Hono app to mount: `host.route('/intake', createQuestionnaireApp())`.
 * Files are read and checked here; stores are opened at the first request.
 *
 * @throws FilesInvalidError with every problem of every file. @throws UsageError for options and settings.
 */
export function createQuestionnaireApp(options: QuestionnaireAppOptions = {}): QuestionnaireApp {
  checkOptions(options)
  const settings = options.settings ?? readSettings()
  const catalogue = createLiveCatalogue(() =>
    loadCatalogue({
      ...(options.graphs === undefined ? {} : { graphs: options.graphs }),
      ...(options.promptsBase === undefined ? {} : { promptsBase: options.promptsBase }),
      ...(options.contacts === undefined ? {} : { contacts: options.contacts }),
      requireContacts: options.requireContacts ?? false,
      allowTools: options.allowTools ?? settings.allowTools,
    }),
  )
  const warn = () => {
    for (const warning of catalogue.warnings) options.onWarning?.(warning)
  }
  warn()
  checkWebhook(options.webhook ?? settings.webhook, settings.isProduction)
  const timeZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const onError = reportSeldom(options.onError ?? printError)

  let opening: Promise<OpenServices> | undefined
  let isOpen = false
  let isStopping = false
  let isClosed = false
  const open = () => {
    // A process that is going must not begin again what it has just left to the next one.
    if (isClosed) throw new UnavailableError('This app was closed.', { retryAfter: 1 })
    opening ??= openServices({
      options,
      settings,
      catalogue,
      timeZone,
      onError,
      viewers: () => streams.count,
    })
    opening.then(
      () => {
        isOpen = true
      },
      // A store that could not be opened is tried again by the next request.
      () => {
        opening = undefined
      },
    )
    return opening
  }
  const streams = createOpenStreams({ ...settings.streams, trustProxy: settings.trustProxy })
  const requests = createTally()

  const hasOthers = (options.redis ?? settings.redisUrl) !== undefined

  const routes: RouteOptions = {
    services: async () => (await open()).services,
    siteName: options.siteName ?? 'recapflow',
    layout: options.layout ?? 'own',
    csp:
      options.layout === 'host' && options.csp !== 'strict'
        ? undefined
        : contentSecurityPolicy(settings.embedOrigins),
    publicUrl: settings.publicUrl,
    basePath: options.basePath,
    identity: options.identity,
    authorize: options.authorize,
    prefill: options.prefill,
    notify: options.notify,
    onComplete: options.onComplete,
    get notices() {
      return catalogue.hasPlaceholderContacts ? [PLACEHOLDER_NOTICE] : []
    },
    privacy: options.privacy,
    help: options.help,
    isStandalone: options.isStandalone ?? false,
    onError,
    coalesce: options.coalesce ?? 50,
    pingInterval: options.pingInterval ?? 15_000,
    streams,
    requests,
    timeZone,
    hasOwner: (options.isStandalone ?? false) && settings.owner !== undefined,
    trustProxy: settings.trustProxy,
  }
  return Object.assign(createRoutes(routes), {
    reload() {
      catalogue.reload()
      warn()
    },
    async ready() {
      await open()
    },
    async notReady(): Promise<NotReady[]> {
      if (isStopping || isClosed) return ['stopping']
      return isOpen ? (await open()).absent() : ['starting']
    },
    async metrics() {
      return (await open()).metrics()
    },
    async drain(timeout = settings.shutdownTimeout) {
      isStopping = true
      if (!isOpen) return
      if (hasOthers) streams.closeAll()
      await (await open()).drain(timeout)
      await streams.empty(LAST_WORDS)
    },
    async close() {
      isClosed = true
      const opened = await opening?.catch(() => undefined)
      await requests.empty(LAST_REQUESTS)
      await opened?.close()
      streams.closeAll()
      opening = undefined
    },
  })
}

/** Milliseconds that viewers of recaps which have just ended get to read the end. */
const LAST_WORDS = 500

/** Milliseconds that requests which are being answered get to end before the stores are closed. */
const LAST_REQUESTS = 1000

function checkWebhook(webhook: WebhookSettings | undefined, isProduction: boolean): void {
  if (webhook === undefined) return
  const mistake = mistakeInTarget(webhook.url, { allow: webhook.allow, mayBeLocal: !isProduction })
  if (mistake !== undefined) throw new UsageError(`The webhook's address ${mistake}.`)
}

const PLACEHOLDER_NOTICE =
  'Not ready for real people: the telephone numbers in these questionnaires are stand-ins. Put real ones in graphs/contacts.yaml.'
