import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { UsageError } from '../errors.js'
import { didYouMean } from '../yaml/nearest-name.js'
import type { ChatModelOptions } from './chat-model-options.js'

interface ProviderPackage {
  readonly name: string
  readonly className: string
  /** What its constructor calls the limit of the answer. Default `maxTokens`. */
  readonly maxTokens?: string
  /**
   * How its constructor takes a thinking budget, laid over the other fields; without this the budget is not
   * passed on.
   */
  readonly thinking?: (budget: number) => object
}

const packages: Readonly<Record<string, ProviderPackage>> = {
  anthropic: {
    name: '@langchain/anthropic',
    className: 'ChatAnthropic',
    // Thinking allows no temperature but its own.
    thinking: (budget) => ({ thinking: { type: 'enabled', budget_tokens: budget }, temperature: undefined }),
  },
  azure: { name: '@langchain/openai', className: 'AzureChatOpenAI' },
  deepseek: { name: '@langchain/deepseek', className: 'ChatDeepSeek' },
  google: {
    name: '@langchain/google-genai',
    className: 'ChatGoogleGenerativeAI',
    maxTokens: 'maxOutputTokens',
    thinking: (budget) => ({ thinkingConfig: { thinkingBudget: budget } }),
  },
  groq: { name: '@langchain/groq', className: 'ChatGroq' },
  mistral: { name: '@langchain/mistralai', className: 'ChatMistralAI' },
  ollama: { name: '@langchain/ollama', className: 'ChatOllama', maxTokens: 'numPredict' },
  xai: { name: '@langchain/xai', className: 'ChatXAI' },
}

/** Every name that `provider` may have. */
export const providerNames: readonly string[] = ['openai', 'demo', ...Object.keys(packages)]

type ModelClass = new (fields: object) => BaseChatModel

/** Makes a model of a provider whose LangChain package the host has installed; keys are that package's own affair. */
export async function createPackagedModel(
  options: ChatModelOptions,
  retries: { readonly maxRetries: number; readonly onFailedAttempt: (error: unknown) => void },
): Promise<BaseChatModel> {
  const provider = Object.hasOwn(packages, options.provider) ? packages[options.provider] : undefined
  if (provider === undefined) {
    throw new UsageError(
      `Unknown provider ${JSON.stringify(options.provider)}.${didYouMean(options.provider, providerNames)} Known: ${providerNames.join(', ')}.`,
    )
  }
  const ModelClass = await loadClass(options.provider, provider)
  return new ModelClass({
    ...retries,
    ...(options.model === undefined ? {} : { model: options.model }),
    ...(options.temperature === undefined ? {} : { temperature: options.temperature }),
    ...(options.maxTokens === undefined ? {} : { [provider.maxTokens ?? 'maxTokens']: options.maxTokens }),
    ...(options.thinkingBudget === undefined ? {} : provider.thinking?.(options.thinkingBudget)),
  })
}

async function loadClass(provider: string, { name, className }: ProviderPackage): Promise<ModelClass> {
  let exports: Record<string, unknown>
  try {
    exports = await import(name)
  } catch (error) {
    throw new UsageError(
      `Provider ${provider} needs the package ${name}, which could not be loaded. Install it: npm install ${name}`,
      { cause: error },
    )
  }
  const ModelClass = exports[className]
  if (typeof ModelClass === 'function') return ModelClass as ModelClass
  throw new UsageError(`The installed ${name} has no ${className}. Update it: npm install ${name}@latest`)
}
