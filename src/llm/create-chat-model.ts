import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { UsageError } from '../errors.js'
import type { ChatModelOptions, CreateModel } from './chat-model-options.js'
import { markObservable, observableFetch } from './request-observer.js'
import { MAX_RETRIES, stopUnlessTransient } from './retry-policy.js'

const OPENAI_URL = 'https://api.openai.com/v1'
const OPENAI_MODEL = 'gpt-4.1-mini'

const retries = { maxRetries: MAX_RETRIES, onFailedAttempt: stopUnlessTransient }

/**
 * Makes the model that `options` name. Provider packages are loaded when first needed.
 *
 * A request that fails before an answer begins is repeated at most twice, honouring a `Retry-After` of up to
 * 30 seconds.
 *
 * @throws UsageError for an unknown provider, one whose package is not installed, or `openai` with neither a
 *   key nor an address.
 */
export const createChatModel: CreateModel = async (options) => {
  if (options.provider === 'openai') return createOpenaiModel(options)
  if (options.provider === 'demo') return createDemoModel(options)
  const { createPackagedModel } = await import('./provider-package.js')
  return createPackagedModel(options, retries)
}

async function createOpenaiModel(options: ChatModelOptions): Promise<BaseChatModel> {
  const { openaiApiKey, openaiBaseUrl } = options.settings
  if (openaiApiKey === undefined && openaiBaseUrl === undefined) {
    throw new UsageError(
      'Provider openai needs OPENAI_API_KEY, or OPENAI_BASE_URL for a compatible server that asks for none.',
    )
  }
  const { ChatOpenAI } = await import('@langchain/openai')
  return markObservable(
    new ChatOpenAI({
      ...retries,
      model: options.model ?? OPENAI_MODEL,
      ...(options.temperature === undefined ? {} : { temperature: options.temperature }),
      ...(options.maxTokens === undefined ? {} : { maxTokens: options.maxTokens }),
      // The client refuses to start without a key, and would look for one in the environment.
      apiKey: openaiApiKey ?? 'none',
      configuration: {
        // Always given: without it, LANGSMITH_GATEWAY in the environment would reroute every prompt.
        baseURL: openaiBaseUrl ?? OPENAI_URL,
        fetch: observableFetch,
        // The client would print whole frames of the answer when it cannot parse one.
        logLevel: 'off',
      },
    }),
  )
}

async function createDemoModel(options: ChatModelOptions): Promise<BaseChatModel> {
  if (options.demo === undefined) {
    throw new UsageError(
      'No language model is configured, and this prompt has no `demo:` text to show instead. Set OPENAI_API_KEY, or OPENAI_BASE_URL, or add `demo:` to the prompt file.',
    )
  }
  const { DemoModel } = await import('./demo-model.js')
  return new DemoModel({ answer: options.demo })
}
