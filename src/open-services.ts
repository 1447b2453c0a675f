import type { QuestionnaireAppOptions } from './app-options.js'
import { demoAnswers } from './demo-answers.js'
import { FilesInvalidError, UnavailableError } from './errors.js'
import { createFlowJobs } from './flow-jobs.js'
import { type CompiledGraph, compileGraph } from './graph/compile-graph.js'
import { executeToLog } from './graph/execute-to-log.js'
import type { LoadedGraph } from './graph/load-graph.js'
import { nodeRecipe } from './graph/node-recipe.js'
import type { LiveCatalogue } from './live-catalogue.js'
import { sleep } from './llm/sleep.js'
import type { Catalogue } from './load-catalogue.js'
import { createOwnerAccess } from './owner/owner-access.js'
import { parseQuestionnaire } from './questionnaire/load-questionnaire.js'
import { createScoreFunctionLoader } from './questionnaire/load-score-functions.js'
import type { Questionnaire } from './questionnaire/questionnaire.js'
import { createLocalDays } from './responses/local-day.js'
import { createTallyCache } from './responses/tally-cache.js'
import type { AppServices, OwnerServices } from './routes/app-services.js'
import { createMemoryQueue } from './run/memory-queue.js'
import { createRunRegistry } from './run/run-registry.js'
import type { RunJob } from './run/run-store.js'
import { conversationLog } from './session/conversation-log.js'
import { conversationStart } from './session/conversation-run.js'
import { createConversations } from './session/conversations.js'
import { flowRun, RECAP_NODE } from './session/flow-run.js'
import { createSessions, type Sessions } from './session/sessions.js'
import { createUploads } from './session/uploads.js'
import { writerOf } from './session/writer.js'
import type { DatabaseSettings, Settings, WebhookSettings } from './settings.js'
import type { Store } from './store/store.js'
import type { RunErrorBody } from './stream/event.js'
import { textOf } from './stream/run-text.js'
import { createWebhooks, type Webhooks } from './webhook/create-webhooks.js'

/** What does not answer just now. */
export type Absent = 'database' | 'redis'

export interface OpenServices {
  readonly services: AppServices
  /** In the text format of Prometheus, with its media type. */
  metrics(): Promise<{ readonly text: string; readonly contentType: string }>
  /** What of the servers behind this one does not answer just now. */
  absent(): Promise<Absent[]>
  /** Executes nothing more, and resolves when what is being executed has ended, or after so many milliseconds. */
  drain(timeout: number): Promise<void>
  close(): Promise<void>
}

/** Milliseconds after which conversations that could not be begun are tried again. */
const UNSTARTED = 5000
/** What stands in the place of a session for the demo. */
const DEMO_SESSION = 'demo'
/** Milliseconds for which the end of a recap waits until its trace is begun, as where the queue is away. */
const TRACE_START = 1000
/** Milliseconds between two looks for sessions and files that have expired. */
const SWEEP = 600_000

export interface OpenServicesOptions {
  readonly options: QuestionnaireAppOptions
  readonly settings: Settings
  readonly catalogue: LiveCatalogue
  readonly timeZone: string
  readonly onError: (error: unknown) => void
  /** How many streams are open. */
  readonly viewers: () => number
}

/**
 * Connects the stores, and begins to execute runs: those that were cut off when a process ended come first.
 *
 * @throws UnavailableError where a server does not answer: worth trying again. @throws UsageError for a package
 * that is not installed, and for a database that cannot be opened.
 */
export async function openServices({
  options,
  settings,
  catalogue,
  timeZone,
  onError,
  viewers,
}: OpenServicesOptions): Promise<OpenServices> {
  const store = options.store ?? (await openDatabase(databaseOf(options, settings)))
  /** After an opening that failed: a host's own store is opened once, and used again by the next try. */
  const closeStore = async () => {
    if (options.store === undefined) await store.close()
  }
  const redisUrl = options.redis ?? settings.redisUrl
  const redis =
    redisUrl === undefined
      ? undefined
      : await openShared(redisUrl, onError).catch(async (error: unknown) => {
          await closeStore()
          throw error
        })
  const queue = redis?.createQueue({ concurrency: settings.runs.concurrency })
  const now = options.now ?? (() => new Date())
  const flowOf = (slug: string): LoadedGraph => catalogue.entries.get(slug)?.flow ?? catalogue.defaultFlow

  const webhook = options.webhook ?? settings.webhook
  const jobs = createFlowJobs({ flowOf, settings: settings.model })
  const compiled = new Map<LoadedGraph, CompiledGraph>()
  function compile(flow: LoadedGraph): CompiledGraph {
    const known = compiled.get(flow)
    if (known !== undefined) return known
    const graph = compileGraph(flow, {
      settings: settings.model,
      checkpointer: store.checkpointer,
      ...(options.createModel === undefined ? {} : { createModel: options.createModel }),
    })
    compiled.set(flow, graph)
    return graph
  }

  const { createMetrics } = await import('./metrics/create-metrics.js')
  const metrics = createMetrics(settings.metrics.prices, {
    get executing() {
      return runs.executing
    },
    get viewers() {
      return viewers()
    },
    waiting: () => runs.waiting(),
  })
  const runs = createRunRegistry({
    store: store.runs,
    async execute(job, { log, signal, attempt, kept, ledger }) {
      const to = { log, signal, runId: job.id, ledger }
      if (job.node !== undefined) {
        const input = { node: job.node, state: job.input, config: { thread_id: job.id } }
        await executeToLog(compile(flowOf(job.graph)), input, to)
        // Before the end is told, so that whoever is shown it can follow the trace; no recap is held up by it.
        if (log.terminal?.type === 'done') {
          await Promise.race([trace(job, textOf(log.events)), sleep(TRACE_START)])
        }
        return
      }
      const graph = catalogue.conversations.get(job.graph)
      if (graph === undefined) {
        log.append({ type: 'error', error: unpublished(job.graph) })
        return
      }
      const input = {
        ...conversationStart(job),
        config: { thread_id: job.sessionId },
        isRetry: attempt > 1,
      }
      return executeToLog(compile(graph), input, {
        ...to,
        log: conversationLog(log, job.graph, kept),
      })
    },
    onEnd(run, { ledger, startedAt }) {
      metrics.ended(run, ledger, startedAt)
      const error = run.outcome?.error
      if (error !== undefined && error.type !== 'aborted')
        onError(`Run ${run.id}: ${error.type}: ${error.message}`)
    },
    async isWanted({ sessionId }) {
      // What was confirmed is written to its end, whoever looks.
      return (await sessions.find(sessionId))?.confirmedAt !== undefined
    },
    onError,
    now,
    queue: queue ?? createMemoryQueue({ concurrency: settings.runs.concurrency }),
    ...(redis === undefined ? {} : { logs: redis.logs }),
    maxWaiting: settings.runs.maxWaiting,
    abandonAfter: options.abandonAfter ?? settings.runs.abandonAfter,
  })

  /** Begins to find out where the sentences of a recap come from. What goes wrong with it leaves the recap as it is. */
  async function trace(recap: RunJob, text: string): Promise<void> {
    if (recap.sessionId === DEMO_SESSION) return
    try {
      const job = await jobs.traceJob(recap, text)
      if (job !== undefined) await runs.start(job)
    } catch (error) {
      if (!isClosed) onError(error)
    }
  }

  const scoreFunctions = createScoreFunctionLoader({
    folder: catalogue.folder,
    revision: () => catalogue.revision,
    allowTools: options.allowTools ?? settings.allowTools,
    onError,
  })
  const sessions = createSessions({
    store: store.sessions,
    uploads: store.uploads,
    parse: (text, slug) => parseStored(text, slug),
    contacts: () => catalogue.contacts,
    scoreFunctions,
    now,
    timeZone,
    tells: webhook !== undefined,
  })
  const uploads = createUploads({ store: store.uploads, now })
  const conversations = createConversations({
    store: store.conversations,
    runs,
    modelOf(name) {
      const graph = catalogue.conversations.get(name)
      return graph === undefined ? undefined : writerOf(graph, settings.model)
    },
    now,
  })
  async function forget(sessionId: string): Promise<void> {
    await runs.abortSession(sessionId, 'superseded')
    for (const run of await sessions.delete(sessionId)) await store.checkpointer.deleteThread(run)
  }

  /** Every node does this; what another one has deleted is gone. */
  async function forgetExpired(): Promise<void> {
    for (let ids = await sessions.expired(); ids.length > 0; ids = await sessions.expired()) {
      for (const id of ids) await forget(id)
    }
    await uploads.sweep()
  }
  const sweeping = setInterval(() => void forgetExpired().catch(onError), SWEEP)
  sweeping.unref()

  /** Conversations that were begun just before a process ended; tried again while there is no room for them. */
  function startUnstarted(): void {
    conversations.startUnstarted().catch((error: unknown) => {
      onError(error)
      if (error instanceof UnavailableError && !isClosed) setTimeout(startUnstarted, UNSTARTED).unref()
    })
  }
  let isClosed = false

  let webhooks: Webhooks | undefined

  async function openWebhooks({ url, secrets, withAnswers, allow }: WebhookSettings): Promise<Webhooks> {
    const { createPostMessage } = await import('./webhook/post-message.js')
    const { publicUrl } = settings
    return createWebhooks({
      sessions,
      outbox: store.outbox,
      post: createPostMessage({ allow, mayBeLocal: !settings.isProduction }),
      url,
      secrets,
      withAnswers,
      // The owner's pages are the standalone server's.
      ownerUrl:
        publicUrl === undefined || options.isStandalone !== true
          ? undefined
          : (id) => new URL(`/responses/${id}`, publicUrl).href,
      now,
      onError,
    })
  }
  const owner = await ownerServices(options, settings, { store, sessions, timeZone, now })
  void owner?.access.prepare().catch(onError)

  async function close(): Promise<void> {
    isClosed = true
    clearInterval(sweeping)
    await webhooks?.close()
    await runs.close()
    await redis?.close()
    await store.close()
  }

  try {
    for (const { questionnaire } of catalogue.entries.values()) await scoreFunctions(questionnaire)
    await runs.open()
    startUnstarted()
    webhooks = webhook && (await openWebhooks(webhook))
    void forgetExpired().catch(onError)
  } catch (error) {
    clearInterval(sweeping)
    await runs.close()
    await redis?.close()
    await closeStore()
    throw error
  }

  return {
    services: {
      get entries() {
        return catalogue.entries
      },
      sessions,
      uploads,
      get conversationGraphs() {
        return conversationGraphs(catalogue, settings)
      },
      conversations,
      runs,
      forget,
      ...jobs,
      demoJob: () =>
        flowRun({
          sessionId: DEMO_SESSION,
          graph: '',
          node: RECAP_NODE,
          input: { ...demoAnswers },
          recipe: nodeRecipe(catalogue.defaultFlow, RECAP_NODE, settings.model),
        }),
      now,
      tell: () => webhooks?.wake(),
      onDelivered: metrics.delivered,
      owner,
    },
    metrics: async () => ({ text: await metrics.text(), contentType: metrics.contentType }),
    async absent() {
      const isDatabaseThere = await store.check().then(
        () => true,
        () => false,
      )
      const isRedisThere = redis === undefined || (queue?.isReady === true && redis.logs.isReady)
      return [...(isDatabaseThere ? [] : ['database' as const]), ...(isRedisThere ? [] : ['redis' as const])]
    },
    drain: runs.drain,
    close,
  }
}

/** A run that was cut off when the process ended, of a graph that the next one no longer has. */
function unpublished(graph: string): RunErrorBody {
  return { type: 'state_error', message: `The graph "${graph}" is no longer published.`, retryable: false }
}

/** What pages say of the graphs that are conversations. */
function conversationGraphs(catalogue: Catalogue, settings: Settings): AppServices['conversationGraphs'] {
  return new Map(
    [...catalogue.conversations].map(([slug, graph]) => [
      slug,
      {
        slug,
        name: graph.name,
        description: graph.description,
        writer: writerOf(graph, settings.model),
      },
    ]),
  )
}

function databaseOf({ database }: QuestionnaireAppOptions, settings: Settings): DatabaseSettings {
  return database === undefined ? settings.database : { kind: 'sqlite', path: database }
}

/** Loaded when first needed: the packages behind it cost most of the time that an import takes. */
async function openDatabase(database: DatabaseSettings): Promise<Store> {
  switch (database.kind) {
    case 'sqlite': {
      const { openSqliteStore } = await import('./store/open-sqlite-store.js')
      return openSqliteStore(database.path)
    }
    case 'postgres': {
      const { openPostgresStore } = await import('./store/open-postgres-store.js')
      return openPostgresStore(database.url)
    }
    case 'memory': {
      const { openMemoryStore } = await import('./store/open-memory-store.js')
      return openMemoryStore()
    }
  }
}

/** Of a standalone server that has a password for them. */
async function ownerServices(
  { isStandalone = false }: QuestionnaireAppOptions,
  { owner: password }: Settings,
  { store, sessions, timeZone, now }: OwnedBy,
): Promise<OwnerServices | undefined> {
  if (!isStandalone || password === undefined) return undefined
  const { hashPassword: hash, verifyPassword: verify } = await import('./owner/password-hash.js')
  const days = createLocalDays(timeZone)
  return {
    access: createOwnerAccess({ store: store.owner, password, hashing: { hash, verify }, now }),
    tallies: createTallyCache({ sessions, days, now }),
    days,
  }
}

interface OwnedBy {
  readonly store: Store
  readonly sessions: Sessions
  readonly timeZone: string
  readonly now: () => Date
}

async function openShared(url: string, onError: (error: unknown) => void) {
  const { openRedis } = await import('./store/open-redis.js')
  return openRedis(url, { onError })
}

/** A file that a session began with was right then; the loader of today may see it otherwise. */
function parseStored(text: string, slug: string): Questionnaire {
  const { questionnaire, problems } = parseQuestionnaire(text, `graphs/${slug}/schema.yaml`)
  if (questionnaire === undefined) throw new FilesInvalidError(problems)
  return questionnaire
}
