import type { RunError } from '../../errors.js'
import { askPrompt, modelOf, type PromptAnswer, truncatedError } from '../../prompt/ask-prompt.js'
import { createPartialParser } from '../../prompt/partial-json.js'
import type { Prompt, PromptModelOptions } from '../../prompt/prompt.js'
import type { ResetReason } from '../../stream/event.js'
import { plainJson, type State } from '../channels.js'
import type { LlmNode } from '../graph-definition.js'
import { errorRecord, type NodeResult } from '../node-frame.js'
import type { NodeServices } from '../node-services.js'
import { type NodeConfig, type NodeSink, openStream, signalOf, sinkOf, toRunError } from '../node-sink.js'
import { promptVariables } from '../prompt-variables.js'
import { withTimeout } from '../with-timeout.js'

/** The model options of one call, strongest first. */
type Layers = readonly PromptModelOptions[]

/** Asks a model. What is streamed on the way changes nothing about what comes out. */
export function llmWork(node: LlmNode, prompt: Prompt, services: NodeServices) {
  return async (state: State, config: NodeConfig | undefined): Promise<NodeResult> => {
    const sink = sinkOf(config)
    const signal = signalOf(config)
    const settings = services.settings()
    const variables = promptVariables(node.variables, state)
    const isJson = prompt.answer !== undefined && !node.parseJson
    let layers: Layers = [node.options, services.defaults]
    let messageId: string | undefined
    const opened = openStream(sink, node.stream, {
      node: node.name,
      key: node.streamKey,
      format: isJson ? 'json' : 'text',
      options: node.streamOptions,
      describe: () => {
        const { provider, model = '' } = modelOf({ prompt, layers, settings })
        return { provider, model, ...(messageId === undefined ? {} : { message_id: messageId }) }
      },
      ...(isJson ? { createPartialParser } : {}),
    })
    const writer = opened?.writer

    function ask(): Promise<PromptAnswer> {
      return withTimeout({ signal, milliseconds: node.timeout, what: `node "${node.name}"` }, (limited) =>
        askPrompt({
          prompt,
          variables,
          state,
          layers,
          settings,
          parseJson: node.parseJson,
          signal: limited,
          ...(services.createModel === undefined ? {} : { createModel: services.createModel }),
          ...(sink?.idleTimeout === undefined ? {} : { idleTimeout: sink.idleTimeout }),
          ...(writer === undefined ? {} : { onText: (text: string) => writer.write(text) }),
        }),
      )
    }

    for (let count = 1; ; count++) {
      try {
        const answer = await ask()
        const value = plainJson(answer.value, 'The answer')
        messageId = answer.messageId
        writer?.end(answer.usage)
        return succeed(node, value, answer, sink, opened?.stream)
      } catch (thrown) {
        const error = toRunError(thrown, node.name)
        const next = signal?.aborted ? undefined : nextTry(node, error, count)
        if (next === undefined) {
          writer?.end()
          if (signal?.aborted) throw error
          return afterFailure(node, error, sink, opened?.stream)
        }
        writer?.reset(next)
        if (next === 'fallback') layers = [node.fallback ?? {}, node.options, services.defaults]
      }
    }
  }
}

/** Why there is another call after `count` of them, if there is. */
function nextTry(node: LlmNode, error: RunError, count: number): ResetReason | undefined {
  if (error.type === 'prompt_error' || error.type === 'state_error') return undefined
  if (node.onError === 'retry') return error.retryable && count <= node.maxRetries ? 'retry' : undefined
  return node.onError === 'fallback' && count === 1 ? 'fallback' : undefined
}

function succeed(
  node: LlmNode,
  value: unknown,
  { truncated }: PromptAnswer,
  sink: NodeSink | undefined,
  stream: string | undefined,
): NodeResult {
  const update: Record<string, unknown> = { [node.stateKey]: value }
  if (truncated !== undefined) {
    const error = toRunError(truncatedError(truncated), node.name)
    update.errors = [errorRecord(error)]
    sink?.onTruncated?.(error)
  }
  return { update, output: value, ...(stream === undefined ? {} : { stream }) }
}

/** @throws RunError with `on_error: fail`. */
function afterFailure(
  node: LlmNode,
  error: RunError,
  sink: NodeSink | undefined,
  stream: string | undefined,
): NodeResult {
  if (node.onError === 'fail') throw error
  if (node.onError !== 'skip') sink?.onFailure?.(error)
  return {
    update: { errors: [errorRecord(error)], ...(node.onError === 'skip' ? { [node.stateKey]: null } : {}) },
    output: null,
    ...(stream === undefined ? {} : { stream }),
  }
}
