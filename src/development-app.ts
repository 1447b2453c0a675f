import type { QuestionnaireApp } from './app.js'
import { FilesInvalidError, UsageError } from './errors.js'
import { developmentRoutes, type FileTrouble } from './routes/development-routes.js'
import { isLocalHost, type Settings } from './settings.js'
import { watchFolders } from './watch-folders.js'

export interface DevelopmentAppOptions {
  readonly settings: Settings
  /** Makes the app from the files as they are now. */
  readonly create: () => QuestionnaireApp
  /** What is watched: absolute paths of `graphs` and `prompts`. */
  readonly folders: readonly string[]
  /** Takes a sentence for the terminal. */
  readonly say: (sentence: string) => void
}

/**
 * The app for whoever writes the files: a change takes effect at once, for what begins after it, and pages load
 * again by themselves. While the files have mistakes these are shown in the browser, and what has begun goes on with
 * the files that were right.
 *
 * @throws UsageError in production, and where others than this machine could reach it: it shows paths and mistakes.
 */
export function createDevelopmentApp(options: DevelopmentAppOptions): QuestionnaireApp {
  const { settings, say } = options
  if (settings.isProduction) {
    throw new UsageError(
      '--dev is for writing questionnaires, and NODE_ENV is production. Leave one of them out.',
    )
  }
  if (!isLocalHost(settings.host)) {
    throw new UsageError(
      `--dev shows paths and mistakes to whoever asks, and HOST is "${settings.host}". Leave HOST out, or use 127.0.0.1.`,
    )
  }
  let inner: QuestionnaireApp | undefined
  let trouble: FileTrouble | undefined
  let revision = 0

  function read(): void {
    try {
      if (inner === undefined) inner = options.create()
      else inner.reload()
      if (trouble !== undefined) say('The files are right again.')
      trouble = undefined
    } catch (error) {
      trouble = troubleOf(error)
      say(trouble.text)
    }
    revision += 1
    routes.tell()
  }

  const begun = Date.now()
  const routes = developmentRoutes({
    inner: () => inner,
    trouble: () => trouble,
    version: () => `${begun}.${revision}`,
  })
  read()
  const watching = watchFolders(options.folders, read)

  return Object.assign(routes.app, {
    reload: read,
    ready: async () => inner?.ready(),
    notReady: async () => inner?.notReady() ?? ['starting' as const],
    metrics: async () => inner?.metrics() ?? { text: '', contentType: 'text/plain' },
    drain: async (timeout?: number) => inner?.drain(timeout),
    async close() {
      watching.close()
      routes.close()
      await inner?.close()
    },
  })
}

/** Whatever is wrong while files are being written is told, and may be right a moment later. */
function troubleOf(error: unknown): FileTrouble {
  const text = error instanceof Error ? error.message : String(error)
  return { text, problems: error instanceof FilesInvalidError ? error.problems : [] }
}
