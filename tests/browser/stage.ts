import type { Browser, BrowserContext, Page } from 'playwright-core'
import { vi } from 'vitest'
import { type ModelServerOptions, startModelServer } from '../model-server/model-server.mjs'
import { type ContextOptions, launchBrowser, newVisitor, temporaryFolder } from './browser.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import { installWitness, watchForFaults } from './stream-witness.ts'

// A slow machine is no failure; what never happens is.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

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

/** Another tab of the same visitor. */
export async function openTab(context: BrowserContext, url?: string): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  watchForFaults(page)
  if (url !== undefined) await page.goto(url)
  return page
}
