import type { Context, Hono } from 'hono'
import { demoAnswers } from './demo-answers.js'
import { FilesInvalidError, UsageError } from './errors.js'
import { type CompiledGraph, compileGraph } from './graph/compile-graph.js'
import { executeToLog } from './graph/execute-to-log.js'
import type { LoadedGraph } from './graph/load-graph.js'
import { nodeRecipe } from './graph/node-recipe.js'
import type { CreateModel } from './llm/chat-model-options.js'
import { type Catalogue, loadCatalogue } from './load-catalogue.js'
import type { Contacts } from './questionnaire/contacts.js'
import { parseQuestionnaire } from './questionnaire/load-questionnaire.js'
import type { Questionnaire } from './questionnaire/questionnaire.js'
import { recapInput } from './questionnaire/recap-input.js'
import type { AppServices, CompletedSession, RouteOptions } from './routes/app-services.js'
import { createRoutes } from './routes/create-routes.js'
import { contentSecurityPolicy } from './routes/security-headers.js'
import type { Identity } from './routes/visitor.js'
import { createRunRegistry } from './run/run-registry.js'
import { RECAP_NODE, recapRun } from './session/recap-run.js'
import type { Session } from './session/session.js'
import { createSessions } from './session/sessions.js'
import { readSettings, type Settings } from './settings.js'
import type { Store } from './store/store.js'

export interface QuestionnaireAppOptions {
  /** Folder of the questionnaires, flows and contacts. Default `graphs` in the working directory. */
  readonly graphs?: string
  /** The folder that holds `prompts`. Default the one that holds `graphs`. */
  readonly promptsBase?: string
  /** Who is called in need, by language and key. Default `contacts.yaml` in the graphs folder. */
  readonly contacts?: Contacts
  /** Makes the models. Default: by the settings. */
  readonly createModel?: CreateModel
  /** Path of the SQLite file. Default that of the settings, `./data/recapflow.db`. */
  readonly database?: string
  /** Keeps everything, in place of a SQLite file. Closed with the app. */
  readonly store?: Store
  /** Default: read from the environment. */
  readonly settings?: Settings
  /** Stands in the letterhead. Default "recapflow". */
  readonly siteName?: string
  /** `own` (the default): whole documents of ours. `host`: the host's `jsxRenderer` lays out. */
  readonly layout?: 'own' | 'host'
  /** `strict` sends our Content-Security-Policy under a host's layout, too. With our own it always goes out. */
  readonly csp?: 'strict'
  /** Where the app is mounted, for `app.mount` and behind a proxy that strips a prefix. Begins with a slash. */
  readonly basePath?: string
  /** Names the host's user. A session that a user begins is that user's, on every browser. */
  readonly identity?: Identity
  /** Asked in addition whenever a session is opened. */
  readonly authorize?: (c: Context, session: Session) => boolean | Promise<boolean>
  /** Hears of every confirmed session, once. What it throws is reported and stops nobody. */
  readonly onComplete?: (completed: CompletedSession) => void | Promise<void>
  /** Where answers and recaps go, in a sentence or two, shown before anybody starts. */
  readonly privacy?: string
  /** A way to a person, in the same place on every page. */
  readonly help?: { readonly text: string; readonly phone?: string }
  /** The standalone server: adds `/demo` and a page for unknown addresses. Default false. */
  readonly isStandalone?: boolean
  /** Contacts that are still the shipped stand-ins throw. Default false: a warning and a banner. */
  readonly requireContacts?: boolean
  /** IANA name of the zone that decides which day it is. Default the process's. */
  readonly timeZone?: string
  /** Milliseconds without a viewer after which a recap is no longer written. Default 60,000. */
  readonly abandonAfter?: number
  /** Milliseconds between two groups of tokens on the wire. Default 50. */
  readonly coalesce?: number
  /** Milliseconds between two signs of life on a stream. Default 15,000. */
  readonly pingInterval?: number
  readonly now?: () => Date
  readonly onWarning?: (message: string) => void
  readonly onError?: (error: unknown) => void
}

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
    execute: (job, { log, signal }) =>
      executeToLog(
        compile(flowOf(job.graph)),
        { node: job.node, state: job.input, config: { thread_id: job.id } },
        { log, signal, runId: job.id },
      ),
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
  } catch (error) {
    await close()
    throw error
  }

  return {
    services: {
      entries: catalogue.entries,
      sessions,
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

/** The longest delay of a timer: longer ones fire at once. */
const MAX_DELAY = 2 ** 31 - 1

function checkOptions({ basePath, timeZone, abandonAfter }: QuestionnaireAppOptions): void {
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw new UsageError(
      `"timeZone" is ${JSON.stringify(timeZone)}, expected a name such as "Europe/Helsinki".`,
    )
  }
  const isGoodDelay = (value: number) =>
    value > 0 && (value <= MAX_DELAY || value === Number.POSITIVE_INFINITY)
  if (abandonAfter !== undefined && !isGoodDelay(abandonAfter)) {
    throw new UsageError(
      `"abandonAfter" is ${abandonAfter}, expected milliseconds up to ${MAX_DELAY}, or Infinity.`,
    )
  }
  if (basePath !== undefined && !/^\/[^?#]*$/.test(basePath)) {
    throw new UsageError(
      `"basePath" is ${JSON.stringify(basePath)}, expected a path that begins with a slash.`,
    )
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
