import type { Hono } from 'hono'
import { checkOptions, type QuestionnaireAppOptions } from './app-options.js'
import { demoAnswers } from './demo-answers.js'
import { FilesInvalidError, UsageError } from './errors.js'
import { type CompiledGraph, compileGraph } from './graph/compile-graph.js'
import { executeToLog } from './graph/execute-to-log.js'
import type { LoadedGraph } from './graph/load-graph.js'
import { nodeRecipe } from './graph/node-recipe.js'
import { type Catalogue, loadCatalogue } from './load-catalogue.js'
import { parseQuestionnaire } from './questionnaire/load-questionnaire.js'
import type { Questionnaire } from './questionnaire/questionnaire.js'
import { recapInput } from './questionnaire/recap-input.js'
import type { AppServices, RouteOptions } from './routes/app-services.js'
import { createRoutes } from './routes/create-routes.js'
import { contentSecurityPolicy } from './routes/security-headers.js'
import { createRunRegistry } from './run/run-registry.js'
import { conversationLog } from './session/conversation-log.js'
import { conversationStart } from './session/conversation-run.js'
import { createConversations } from './session/conversations.js'
import { RECAP_NODE, recapRun } from './session/recap-run.js'
import { createSessions } from './session/sessions.js'
import { writerOf } from './session/writer.js'
import { readSettings, type Settings } from './settings.js'
import type { Store } from './store/store.js'
import type { RunErrorBody } from './stream/event.js'

export type { QuestionnaireAppOptions }

export type QuestionnaireApp = Hono & {
  /** Opens the stores and goes on with recaps that were cut off. Requests do this by themselves. */
  ready(): Promise<void>
  /** Ends running recaps, to be begun again by the next process, and closes the stores. */
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
  const catalogue = loadCatalogue({
    ...(options.graphs === undefined ? {} : { graphs: options.graphs }),
    ...(options.promptsBase === undefined ? {} : { promptsBase: options.promptsBase }),
    ...(options.contacts === undefined ? {} : { contacts: options.contacts }),
    requireContacts: options.requireContacts ?? false,
    allowTools: options.allowTools ?? settings.allowTools,
  })
  for (const warning of catalogue.warnings) options.onWarning?.(warning)
  const timeZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const onError = options.onError ?? ((error: unknown) => console.error(error))

  let opening: Promise<OpenServices> | undefined
  let isClosed = false
  const open = () => {
    // A process that is going must not begin again what it has just left to the next one.
    if (isClosed) throw new UsageError('This app was closed. Create another one.')
    opening ??= openServices(options, settings, catalogue, timeZone, onError)
    // A store that could not be opened is tried again by the next request.
    opening.catch(() => {
      opening = undefined
    })
    return opening
  }

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
    onComplete: options.onComplete,
    notices: catalogue.hasPlaceholderContacts ? [PLACEHOLDER_NOTICE] : [],
    privacy: options.privacy,
    help: options.help,
    isStandalone: options.isStandalone ?? false,
    onError,
    coalesce: options.coalesce ?? 50,
    pingInterval: options.pingInterval ?? 15_000,
    timeZone,
  }
  return Object.assign(createRoutes(routes), {
    async ready() {
      await open()
    },
    async close() {
      isClosed = true
      await (await opening)?.close()
      opening = undefined
    },
  })
}

const PLACEHOLDER_NOTICE =
  'Not ready for real people: the telephone numbers in these questionnaires are stand-ins. Put real ones in graphs/contacts.yaml.'

interface OpenServices {
  readonly services: AppServices
  close(): Promise<void>
}

async function openServices(
  options: QuestionnaireAppOptions,
  settings: Settings,
  catalogue: Catalogue,
  timeZone: string,
  onError: (error: unknown) => void,
): Promise<OpenServices> {
  const store = options.store ?? (await openDatabase(options.database ?? settings.databasePath))
  const now = options.now ?? (() => new Date())
  const flowOf = (slug: string): LoadedGraph => catalogue.entries.get(slug)?.flow ?? catalogue.defaultFlow

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

  const runs = createRunRegistry({
    store: store.runs,
    async execute(job, { log, signal, attempt, kept }) {
      const to = { log, signal, runId: job.id }
      if (job.node !== undefined) {
        const input = { node: job.node, state: job.input, config: { thread_id: job.id } }
        return executeToLog(compile(flowOf(job.graph)), input, to)
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
    onEnd: (run) => {
      const error = run.outcome?.error
      if (error !== undefined && error.type !== 'aborted')
        onError(`Run ${run.id}: ${error.type}: ${error.message}`)
    },
    onError,
    now,
    ...(options.abandonAfter === undefined ? {} : { abandonAfter: options.abandonAfter }),
  })

  const sessions = createSessions({
    store: store.sessions,
    parse: (text, slug) => parseStored(text, slug),
    contacts: catalogue.contacts,
    now,
    timeZone,
  })
  const conversations = createConversations({
    store: store.conversations,
    runs,
    modelOf(name) {
      const graph = catalogue.conversations.get(name)
      return graph === undefined ? undefined : writerOf(graph, settings.model)
    },
    now,
  })
  async function close(): Promise<void> {
    await runs.close()
    await store.close()
  }

  try {
    for (const run of await runs.restartUnfinished()) {
      const session = await sessions.find(run.job.sessionId)
      // What was confirmed is written to its end, whoever looks.
      if (session?.confirmedAt !== undefined) run.keep()
    }
    await conversations.startUnstarted()
  } catch (error) {
    await close()
    throw error
  }

  return {
    services: {
      entries: catalogue.entries,
      sessions,
      conversationGraphs: conversationGraphs(catalogue, settings),
      conversations,
      runs,
      recapJob: ({ session, questionnaire, answers, context }) =>
        recapRun({
          sessionId: session.id,
          graph: session.questionnaire,
          input: recapInput(questionnaire, answers, context),
          recipe: nodeRecipe(flowOf(session.questionnaire), RECAP_NODE, settings.model),
        }),
      demoJob: () =>
        recapRun({
          sessionId: 'demo',
          graph: '',
          input: demoAnswers,
          recipe: nodeRecipe(catalogue.defaultFlow, RECAP_NODE, settings.model),
        }),
      now,
    },
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

/** Loaded when first needed: the packages behind it cost most of the time that an import takes. */
async function openDatabase(path: string): Promise<Store> {
  const { openSqliteStore } = await import('./store/open-sqlite-store.js')
  return openSqliteStore(path)
}

/** A file that a session began with was right then; the loader of today may see it otherwise. */
function parseStored(text: string, slug: string): Questionnaire {
  const { questionnaire, problems } = parseQuestionnaire(text, `graphs/${slug}/schema.yaml`)
  if (questionnaire === undefined) throw new FilesInvalidError(problems)
  return questionnaire
}
