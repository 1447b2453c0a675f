import type { CreateModel } from '../llm/chat-model-options.js'
import type { PromptModelOptions } from '../prompt/prompt.js'
import type { ModelSettings } from '../settings.js'

/** What the nodes of a graph need from outside. */
export interface NodeServices {
  /** Of the graph. */
  readonly defaults: PromptModelOptions
  /** Read when a model is first asked. */
  readonly settings: () => ModelSettings
  /** Default `createChatModel`. */
  readonly createModel: CreateModel | undefined
}
