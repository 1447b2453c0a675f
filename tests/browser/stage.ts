import type { Browser, Page } from 'playwright-core'
import { type ModelServerOptions, startModelServer } from '../model-server/model-server.mjs'
import { type ServerProcess, startServerProcess } from '../server-process.js'
import { type ContextOptions, launchBrowser, newVisitor, openTab, temporaryFolder } from './browser.js'
import { installWitness } from './stream-witness.js'

export type ModelServer = Awaited<ReturnType<typeof startModelServer>>

/** A browser, the server in its own process and the model that it asks: what a test file plays on. */
export interface Stage {
  readonly browser: Browser
  readonly model: ModelServer
  readonly server: ServerProcess
  /** A tab of a visitor of its own, with the witness in it. */
  newPage(options?: ContextOptions): Promise<Page>
  close(): Promise<void>
}

export async function setStage(
  options: ModelServerOptions & { readonly environment?: Record<string, string> } = {},
): Promise<Stage> {
  const { environment = {}, ...modelOptions } = options
  const folder = temporaryFolder()
  const model = await startModelServer(modelOptions)
  const [browser, server] = await Promise.all([
    launchBrowser(),
    startServerProcess({
      DATABASE_URL: `sqlite:${folder.path}/recapflow.db`,
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'none',
      MODEL: 'test-model',
      // A model that is held back holds back the end of its server for no longer.
      SHUTDOWN_TIMEOUT: '1',
      ...environment,
    }),
  ])
  return {
    browser,
    model,
    server,
    async newPage(contextOptions) {
      const context = await newVisitor(browser, contextOptions)
      if (contextOptions?.javaScriptEnabled !== false) await installWitness(context)
      return openTab(context)
    },
    async close() {
      await browser.close()
      await server.kill()
      await model.close()
      folder.remove()
    },
  }
}
