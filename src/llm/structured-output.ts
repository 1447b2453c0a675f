import type { BaseChatModel } from '@langchain/core/language_models/chat_models'

export interface AnswerSchema {
  /** Letters, digits, `_` and `-`, at most 64. */
  readonly name: string
  readonly jsonSchema: object
}

type Streaming = Pick<BaseChatModel, '_streamIterator'>

export interface StructuredRequest {
  readonly model: Streaming
  readonly callOptions: object
  /** The answer comes as the argument of a tool call, not as text. */
  readonly isToolCall: boolean
}

/**
 * How this kind of model is asked for JSON: OpenAI's by `response_format`, others by a tool that they must
 * call; a model without tools is left to its prompt.
 */
export function askForSchema(model: BaseChatModel, schema: AnswerSchema): StructuredRequest {
  const { name, jsonSchema } = schema
  if (/^(azure_)?openai$/.test(model._llmType())) {
    const json_schema = { name, schema: jsonSchema, strict: isStrict(jsonSchema) }
    return {
      model,
      callOptions: { response_format: { type: 'json_schema', json_schema } },
      isToolCall: false,
    }
  }
  if (model.bindTools === undefined) return { model, callOptions: {}, isToolCall: false }
  const tool = {
    type: 'function',
    function: { name, description: 'Gives the answer.', parameters: jsonSchema },
  }
  const bound = model.bindTools([tool], { tool_choice: name } as object)
  return { model: bound as unknown as Streaming, callOptions: {}, isToolCall: true }
}

/**
 * Whether OpenAI would take the schema in its strict mode, where every object lists all its properties as
 * required and allows no others (https://platform.openai.com/docs/guides/structured-outputs).
 */
function isStrict(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return true
  if (Array.isArray(schema)) return schema.every(isStrict)
  const { type, properties, required, additionalProperties } = schema as Record<string, unknown>
  const isObject = type === 'object' || (Array.isArray(type) && type.includes('object'))
  if (isObject) {
    const names = Object.keys(Object(properties))
    const isClosed =
      additionalProperties === false &&
      names.every((name) => Array.isArray(required) && required.includes(name))
    if (!isClosed) return false
    return Object.values(Object(properties)).every(isStrict)
  }
  return Object.values(schema).every(isStrict)
}
