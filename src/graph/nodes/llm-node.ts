import type { RunError } from '../../errors.js'
import { askPrompt, modelOf, type PromptAnswer, truncatedError } from '../../prompt/ask-prompt.js'
import type { Prompt, PromptModelOptions } from '../../prompt/prompt.js'
import type { ResetReason } from '../../stream/event.js'
import { plainJson, type State } from '../channels.js'
import type { AgentNode, LlmNode, RaceNode, RouterNode } from '../node-definition.js'
import { errorRecord, type NodeResult, type NodeWork } from '../node-frame.js'
import { modelLayers, type NodeServices, otherModel } from '../node-services.js'
import { type NodeConfig, type NodeSink, signalOf, sinkOf, toRunError } from '../node-sink.js'
import { promptVariables } from '../prompt-variables.js'
import { withTimeout } from '../with-timeout.js'
import { openAnswerStream } from './answer-stream.js'
import { firstToAnswer } from './first-to-answer.js'

interface Answer extends PromptAnswer {
  /** `provider/model` of the candidate that came first, where there were several. */
  readonly winner?: string
}

/**
 * Asks a model, or with candidates several at once. What is streamed on the way changes nothing about what
 * comes out.
 */
export function llmWork(
  node: LlmNode | RouterNode | RaceNode,
  prompt: Prompt,
  services: NodeServices,
): NodeWork {
  const candidates = node.type === 'llm' ? [] : node.candidates
  return async (state: State, config: NodeConfig | undefined): Promise<NodeResult> => {
    const sink = sinkOf(config)
    const signal = signalOf(config)
    const settings = services.settings()
    const variables = promptVariables(node.variables, state)
    let own: readonly PromptModelOptions[] = [node.options]
    let isRacing = candidates.length > 0
    let messageId: string | undefined
    const opened = openAnswerStream(
      node,
      {
        isJson: prompt.answer !== undefined && !node.parseJson,
        describe: () => {
          const layers = modelLayers(services, ...own)
          const { provider, model = '' } = modelOf({ prompt, layers, settings })
          return { provider, model, ...(messageId === undefined ? {} : { message_id: messageId }) }
        },
      },
      state,
      config,
    )
    const writer = opened?.writer

    function ask(
      options: readonly PromptModelOptions[],
      listens: boolean,
      until: AbortSignal | undefined,
    ): Promise<PromptAnswer> {
      const limit = { signal: until, milliseconds: node.timeout, what: `node "${node.name}"` }
      return withTimeout(limit, (limited) =>
        askPrompt({
          prompt,
          variables,
          state,
          layers: modelLayers(services, ...options),
          settings,
          parseJson: node.parseJson,
          signal: limited,
          ...(services.createModel === undefined ? {} : { createModel: services.createModel }),
          ...(sink?.idleTimeout === undefined ? {} : { idleTimeout: sink.idleTimeout }),
          ...(writer === undefined || !listens ? {} : { onText: (text: string) => writer.write(text) }),
        }),
      )
    }

    /** Several texts at once cannot be shown as one: the winner's goes out when it is known. */
    async function race(): Promise<Answer> {
      const { answer, candidate } = await firstToAnswer(candidates, signal, (options, until) =>
        ask([otherModel(options), node.options], false, until),
      )
      own = [otherModel(candidate), node.options]
      writer?.write(answer.text)
      const { provider, model = '' } = modelOf({ prompt, layers: modelLayers(services, ...own), settings })
      return { ...answer, winner: `${provider}/${model}` }
    }

    for (let count = 1; ; count++) {
      try {
        const answer: Answer = isRacing ? await race() : await ask(own, true, signal)
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
        if (next === 'fallback') {
          own = [otherModel(node.fallback ?? {}), node.options]
          isRacing = false
        }
      }
    }
  }
}

/** Why there is another call after `count` of them, if there is. */
export function nextTry(
  node: Pick<AgentNode, 'onError' | 'maxRetries'>,
  error: RunError,
  count: number,
): ResetReason | undefined {
  if (error.type === 'prompt_error' || error.type === 'state_error') return undefined
  if (node.onError === 'retry') return error.retryable && count <= node.maxRetries ? 'retry' : undefined
  return node.onError === 'fallback' && count === 1 ? 'fallback' : undefined
}

function succeed(
  node: LlmNode | RouterNode | RaceNode,
  value: unknown,
  { truncated, text, winner }: Answer,
  sink: NodeSink | undefined,
  stream: string | undefined,
): NodeResult {
  const update: Record<string, unknown> = {
    [node.stateKey]: value,
    ...(winner === undefined ? {} : { _race_winner: winner }),
  }
  if (truncated !== undefined) {
    const error = toRunError(truncatedError(truncated), node.name)
    update.errors = [errorRecord(error)]
    sink?.onTruncated?.(error)
  }
  return { update, output: value, text, ...(stream === undefined ? {} : { stream }) }
}

/** @throws RunError with `on_error: fail`. */
export function afterFailure(
  node: Pick<AgentNode, 'onError' | 'stateKey'>,
  error: RunError,
  sink: NodeSink | undefined,
  stream: string | undefined,
): NodeResult {
  if (node.onError === 'fail') throw error
  const isSkipped = node.onError === 'skip'
  if (!isSkipped) sink?.onFailure?.(error)
  return {
    update: { errors: [errorRecord(error)], ...(isSkipped ? { [node.stateKey]: null } : {}) },
    output: null,
    ...(isSkipped ? {} : { error }),
    ...(stream === undefined ? {} : { stream }),
  }
}
