import { HumanMessage } from '@langchain/core/messages'
import { test as plainTest } from 'vitest'
import { RunError } from '../../src/errors.js'
import {
  createChatModel,
  type ModelAnswer,
  type StreamChatModelOptions,
  streamChatModel,
} from '../../src/llm/index.js'
import type { ModelSettings } from '../../src/settings.js'
import type { Behaviour } from '../model-server/behaviour.mjs'
import { type ModelServer, startModelServer } from '../model-server/model-server.mjs'

export const messages = [new HumanMessage('How are the mornings?')]

export function settingsFor(url: string | undefined): ModelSettings {
  return {
    provider: 'openai',
    model: undefined,
    openaiApiKey: undefined,
    openaiBaseUrl: url,
    firstTokenTimeout: 5000,
    idleTimeout: 5000,
    runTimeout: 10_000,
  }
}

export interface Asked {
  /** What reached `onText` so far. */
  readonly received: string[]
  readonly answer: Promise<ModelAnswer>
  /** What the call failed with; rejects when it did not fail. */
  failure(): Promise<RunError>
}

/** Tests with a model server of their own, asked through the real client. */
export const test = plainTest.extend<{
  server: ModelServer
  /** Asks with these behaviours enqueued. */
  ask(behaviours: Behaviour | Behaviour[], options?: Partial<StreamChatModelOptions>): Promise<Asked>
}>({
  server: async ({ task: _task }, use) => {
    const server = await startModelServer()
    await use(server)
    await server.close()
  },
  ask: async ({ server }, use) => {
    await use(async (behaviours, options = {}) => {
      server.enqueue(...[behaviours].flat())
      const model = await createChatModel({ provider: 'openai', settings: settingsFor(server.url) })
      const received: string[] = []
      const answer = streamChatModel(model, messages, {
        firstTokenTimeout: 5000,
        idleTimeout: 5000,
        ...options,
        onText(text) {
          received.push(text)
          options.onText?.(text)
        },
      })
      return { received, answer, failure: () => failureOf(answer) }
    })
  },
})

export async function failureOf(promise: Promise<unknown>): Promise<RunError> {
  const error = await promise.then(
    (value) => new Error(`It did not fail, but gave ${JSON.stringify(value)}.`),
    (reason) => reason,
  )
  if (error instanceof RunError) return error
  throw error
}
