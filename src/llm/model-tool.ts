import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { UsageError } from '../errors.js'

/** A function that a model may ask for. */
export interface ModelTool {
  /** Most providers take letters, digits, `_` and `-`, at most 64. */
  readonly name: string
  /** Tells the model when to use it. */
  readonly description: string
  /** JSON Schema of the arguments, which are an object. */
  readonly parameters: object
}

/** What a model asks for. */
export interface ToolCall {
  /** Of this call alone; the result names it. */
  readonly id: string
  readonly name: string
  /** Empty where they could not be read. */
  readonly args: Readonly<Record<string, unknown>>
  /** Why the arguments could not be read, in words for the model. */
  readonly problem?: string
}

export interface ToolRequest {
  readonly model: Pick<BaseChatModel, '_streamIterator'>
  readonly callOptions: object
}

/** Models that get by without binding: the demo says its text whatever it is offered, a script knows what it asks for. */
const unbound = new Set(['demo', 'scripted'])

/**
 * How a model is told of tools.
 *
 * @throws UsageError for a kind of model that cannot be told.
 */
export function offerTools(model: BaseChatModel, tools: readonly ModelTool[]): ToolRequest {
  const functions = tools.map(({ name, description, parameters }) => ({
    type: 'function',
    // OpenAI refuses an object without `properties`.
    function: { name, description, parameters: { properties: {}, ...parameters } },
  }))
  const kind = model._llmType()
  if (unbound.has(kind)) return { model, callOptions: { tools: functions } }
  if (model.bindTools === undefined) {
    throw new UsageError(
      `Models of the kind "${kind}" cannot call tools, and ${tools.length} were offered. Use a model that can, or offer none.`,
    )
  }
  const bound = model.bindTools(functions)
  return { model: bound as unknown as ToolRequest['model'], callOptions: {} }
}
