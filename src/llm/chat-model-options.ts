import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { ModelSettings } from '../settings.js'

/** Which model a prompt asks for. What is left out is the provider's own default. */
export interface ChatModelOptions {
  /** `openai`, `demo`, or a provider whose LangChain package is installed. */
  readonly provider: string
  readonly model?: string
  readonly temperature?: number
  /** Most tokens of the answer. */
  readonly maxTokens?: number
  /** Tokens for thinking before the answer, for the providers that take such a number. */
  readonly thinkingBudget?: number
  /** What the `demo` provider answers: the prompt's `demo:` template, rendered. */
  readonly demo?: string
  readonly settings: ModelSettings
}

/** Makes the model of one call. Hosts may bring their own; `createChatModel` is the default. */
export type CreateModel = (options: ChatModelOptions) => BaseChatModel | Promise<BaseChatModel>
