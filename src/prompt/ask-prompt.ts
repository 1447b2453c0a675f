import { RunError, type RunErrorReason } from '../errors.js'
import type { CreateModel } from '../llm/chat-model-options.js'
import { createChatModel } from '../llm/create-chat-model.js'
import { type ModelAnswer, streamChatModel } from '../llm/stream-chat-model.js'
import type { ModelSettings } from '../settings.js'
import { interpretAnswer } from './interpret-answer.js'
import { chooseModel, type ModelChoice } from './model-choice.js'
import type { Prompt, PromptModelOptions } from './prompt.js'
import type { Variables } from './template.js'
import { writePrompt } from './write-prompt.js'

export interface PromptCall {
  readonly prompt: Prompt
  readonly variables: Variables
  /** What `state` is in the prompt's texts. Default: the variables. */
  readonly state?: Variables
  /** From the strongest to the weakest; the prompt's own options come after them. */
  readonly layers?: readonly PromptModelOptions[]
  readonly settings: ModelSettings
  /** Default `createChatModel`. */
  readonly createModel?: CreateModel
  readonly signal?: AbortSignal
  /** Milliseconds between two tokens; default that of the settings. */
  readonly idleTimeout?: number
  /** Takes the JSON out of the answer instead of checking it against the prompt's schema. */
  readonly parseJson?: boolean
  /** The assistant's text as it comes, synchronously. */
  readonly onText?: (text: string) => void
}

export interface PromptAnswer extends ModelAnswer {
  /** The checked object, the extracted JSON, or the text. */
  readonly value: unknown
}

/** Which model a call asks. */
export function modelOf(call: Pick<PromptCall, 'prompt' | 'layers' | 'settings'>): ModelChoice {
  return chooseModel([...(call.layers ?? []), call.prompt.options], call.settings)
}

/**
 * Fills in a prompt, asks the model once and makes of the answer what the prompt says. An answer cut by its
 * length limit comes back with `truncated`.
 *
 * @throws RunError `prompt_error`, `llm_error`, `timeout_error`, `aborted`, `validation_error`, or `truncated`
 *   for an answer that cannot be used because it was cut. @throws UsageError for a model that cannot be made.
 */
export async function askPrompt(call: PromptCall): Promise<PromptAnswer> {
  const { prompt, variables, settings, signal, onText, parseJson = false } = call
  const { createModel = createChatModel } = call
  const choice = modelOf(call)
  const written = writePrompt(prompt, variables, {
    provider: choice.provider,
    needsDemo: call.createModel === undefined,
    ...(call.state === undefined ? {} : { state: call.state }),
  })
  const model = await createModel({
    ...choice,
    ...(written.demo === undefined ? {} : { demo: written.demo }),
    settings,
  })
  const schema = parseJson ? undefined : prompt.answer
  const answer = await streamChatModel(model, written.messages, {
    firstTokenTimeout: settings.firstTokenTimeout,
    idleTimeout: call.idleTimeout ?? settings.idleTimeout,
    ...(signal === undefined ? {} : { signal }),
    ...(onText === undefined ? {} : { onText }),
    ...(schema === undefined ? {} : { schema }),
  })
  if (answer.truncated !== undefined && answer.truncated !== 'length') {
    throw truncatedError(answer.truncated)
  }
  try {
    return { ...answer, value: interpretAnswer(prompt, answer.text, parseJson) }
  } catch (error) {
    throw answer.truncated === undefined ? error : truncatedError(answer.truncated)
  }
}

/** The error of an answer that is not whole. */
export function truncatedError(reason: RunErrorReason): RunError {
  const why =
    reason === 'length'
      ? 'it reached its length limit'
      : reason === 'content_filter'
        ? 'the provider filtered it'
        : 'the connection closed before its end'
  return new RunError({
    type: 'truncated',
    message: `The model's answer is incomplete: ${why}.`,
    retryable: reason === 'no_finish_reason',
    reason,
  })
}
