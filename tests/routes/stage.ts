import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { createQuestionnaireApp, type QuestionnaireApp, type QuestionnaireAppOptions } from '../../src/app.js'
import { readSettings } from '../../src/settings.js'
import { type ModelServer, type ModelServerOptions, startModelServer } from '../model-server/model-server.mjs'
import { createVisitor, type Visitor } from './page.js'

const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** Done after the test, the last first. */
export function after(cleanup: () => unknown): void {
  cleanups.push(cleanup)
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'recapflow-http-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function modelServer(behaviour: ModelServerOptions['behaviour'] = {}): Promise<ModelServer> {
  const server = await startModelServer({ behaviour })
  after(() => server.close())
  return server
}

export interface StageOptions extends Omit<QuestionnaireAppOptions, 'settings'> {
  readonly model?: ModelServer
  readonly environment?: Readonly<Record<string, string>>
}

export interface Stage {
  readonly app: QuestionnaireApp
  readonly visitor: Visitor
  /** Everything that was reported as an error. */
  readonly errors: unknown[]
}

/** An app on a temporary file, with a visitor. Without a model nothing may ask for one. */
export function stage({ model, environment = {}, ...options }: StageOptions = {}): Stage {
  const errors: unknown[] = []
  const app = createQuestionnaireApp({
    graphs: 'graphs',
    database: join(temporaryFolder(), 'recapflow.db'),
    coalesce: 0,
    onError: (error) => errors.push(error),
    ...options,
    settings: readSettings({
      OPENAI_BASE_URL: model?.url ?? 'http://127.0.0.1:9/v1',
      OPENAI_API_KEY: 'test-key',
      MODEL: 'test-model',
      ...environment,
    }),
  })
  after(() => app.close())
  return { app, visitor: createVisitor(app), errors }
}
