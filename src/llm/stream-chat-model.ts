import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { BaseMessage } from '@langchain/core/messages'
import { type RunErrorReason, UsageError } from '../errors.js'
import type { TokenMeta } from '../stream/event.js'
import { type AnswerPlace, AnswerReader } from './answer-reader.js'
import { truncationOf } from './finish-reason.js'
import { abortedError, modelError } from './model-error.js'
import { type ModelTool, offerTools, type ToolCall } from './model-tool.js'
import { createModelWatchdog } from './model-watchdog.js'
import { observeRequests } from './request-observer.js'
import { type AnswerSchema, askForSchema, type StructuredRequest } from './structured-output.js'
import { withoutTracing } from './without-tracing.js'

export interface StreamChatModelOptions {
  /** Ends the call and its connection at once. A reason that is a `RunErrorReason` becomes the error's. */
  readonly signal?: AbortSignal
  /**
   * Gets every piece of the assistant's text as it came, synchronously, and nothing after the call is over.
   * What it throws ends the call.
   */
  readonly onText?: (text: string) => void
  /**
   * Milliseconds from the sending of a request to its first token. Each repeated request counts anew; waiting
   * between two does not count, for models of `createChatModel`. Other models count from the call. A model
   * that cannot stream must give its whole answer in this time.
   */
  readonly firstTokenTimeout: number
  /** Milliseconds between two tokens. Thinking counts as tokens, empty chunks do not. */
  readonly idleTimeout: number
  /** Asks for JSON of this shape; the text is then the raw JSON, unchecked. */
  readonly schema?: AnswerSchema
  /**
   * What the model may ask for instead of answering; never together with `schema`. The demo model takes no
   * notice and just answers.
   */
  readonly tools?: readonly ModelTool[]
}

export interface ModelAnswer {
  readonly text: string
  /** Why the text is not whole. Absent for a whole one. */
  readonly truncated?: RunErrorReason
  readonly usage?: NonNullable<TokenMeta['usage']>
  readonly messageId?: string
  /** What the model asks for, in its order. Present whenever tools were offered; empty for an answer. */
  readonly toolCalls?: readonly ToolCall[]
}

/**
 * Asks a model and reads its answer to the end. An answer longer than 1 Mi characters is cut there and comes
 * back as truncated by `length`.
 *
 * @throws RunError `llm_error`, `timeout_error` or `aborted`. The text up to then has gone to `onText`, and the
 *   connection to the provider is closed. @throws UsageError for tools that this model cannot call.
 */
export function streamChatModel(
  model: BaseChatModel,
  messages: BaseMessage[],
  options: StreamChatModelOptions,
): Promise<ModelAnswer> {
  const { signal, onText, firstTokenTimeout, idleTimeout } = options
  if (signal?.aborted) return Promise.reject(abortedError(signal))

  return new Promise((resolve, reject) => {
    const { request, place } = requestOf(model, options)
    const reader = new AnswerReader(place)
    const connection = new AbortController()
    let isOver = false

    const watchdog = createModelWatchdog({
      firstTokenTimeout,
      idleTimeout,
      onTimeout: fail,
      onLinger: succeed,
    })
    const observed = observeRequests(model, { onRequest: watchdog.request, onFailure: watchdog.pause })
    signal?.addEventListener('abort', abort, { once: true })
    if (observed === undefined) watchdog.request()
    drain().then(succeed, (error) => (reader.finishReason === undefined ? fail(error) : succeed()))

    async function drain(): Promise<void> {
      const callOptions = {
        ...request?.callOptions,
        ...observed,
        signal: connection.signal,
        callbacks: [withoutTracing],
      }
      // Not `model.stream()`, which wraps every token in two more streams.
      for await (const chunk of (request?.model ?? model)._streamIterator(messages, callOptions)) {
        if (isOver) return
        const { text, isToken } = reader.read(chunk)
        if (isToken) watchdog.token()
        if (text !== '') emit(text)
        if (reader.isFull) return
        if (reader.finishReason !== undefined) watchdog.finish()
      }
    }

    function emit(text: string): void {
      try {
        onText?.(text)
      } catch (error) {
        end()
        reject(error)
      }
    }

    function abort(): void {
      if (signal !== undefined) fail(abortedError(signal))
    }

    function fail(error: unknown): void {
      if (isOver) return
      end()
      reject(modelError(error))
    }

    function succeed(): void {
      if (isOver) return
      end()
      const truncated = reader.isFull ? 'length' : truncationOf(reader.finishReason, model._llmType())
      resolve({
        text: reader.text,
        ...(truncated === undefined ? {} : { truncated }),
        ...(reader.usage === undefined ? {} : { usage: reader.usage }),
        ...(reader.messageId === undefined ? {} : { messageId: reader.messageId }),
        ...(reader.toolCalls === undefined ? {} : { toolCalls: reader.toolCalls }),
      })
    }

    /** Aborting after a good end is harmless, and closes a connection that the provider left open. */
    function end(): void {
      isOver = true
      watchdog.stop()
      signal?.removeEventListener('abort', abort)
      connection.abort()
    }
  })
}

interface ModelRequest {
  /** Absent for a plain question. */
  readonly request?: Pick<StructuredRequest, 'model' | 'callOptions'>
  readonly place: AnswerPlace
}

function requestOf(model: BaseChatModel, { schema, tools = [] }: StreamChatModelOptions): ModelRequest {
  if (schema !== undefined && tools.length > 0) {
    throw new UsageError('A call has either tools or a schema for its answer. Leave one of them out.')
  }
  if (tools.length > 0) return { request: offerTools(model, tools), place: 'text and calls' }
  if (schema === undefined) return { place: 'text' }
  const request = askForSchema(model, schema)
  return { request, place: request.isToolCall ? 'argument' : 'text' }
}
