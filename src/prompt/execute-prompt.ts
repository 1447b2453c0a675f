import { z } from 'zod'
import type { CreateModel } from '../llm/chat-model-options.js'
import { type ModelSettings, readModelSettings } from '../settings.js'
import { RunLog, readRunLog } from '../stream/run-log.js'
import { createRunSink } from '../stream/sink.js'
import { defaultStreamOptions, type StreamOptions } from '../stream/token-buffer.js'
import { askPrompt, type PromptCall, truncatedError } from './ask-prompt.js'
import { loadPrompt } from './load-prompt.js'
import type { Prompt, PromptModelOptions } from './prompt.js'
import type { Variables } from './template.js'

export interface ExecutePromptOptions extends PromptModelOptions {
  /** The folder of the prompt files. Default `prompts` in the working directory. */
  readonly prompts?: string
  /** Checks the answer instead of the prompt's own schema. */
  readonly schema?: z.ZodType
  /** Gives the JSON in the answer, or the answer where there is none; no schema is asked for. */
  readonly parseJson?: boolean
  readonly signal?: AbortSignal
  /** Makes the model. Default `createChatModel` of `recapflow/llm`. */
  readonly createModel?: CreateModel
  /** Default: the environment's. */
  readonly settings?: ModelSettings
}

export interface StreamPromptOptions extends Omit<ExecutePromptOptions, 'schema' | 'parseJson'> {
  /** Gathering of text into chunks; see `stream_options` of the graph format. */
  readonly streamOptions?: Partial<StreamOptions>
}

/**
 * Fills in one prompt, asks the model and gives its answer: an object where there is a schema, else a text.
 *
 * @throws RunError when the call fails, or when the answer is incomplete or does not fit.
 *   @throws FilesInvalidError or UsageError for a prompt that cannot be read or found.
 */
export async function executePrompt(
  prompt: string | Prompt,
  variables: Variables = {},
  options: ExecutePromptOptions = {},
): Promise<unknown> {
  const { parseJson = false } = options
  const answer = await askPrompt({ ...callOf(prompt, variables, options), parseJson })
  if (answer.truncated !== undefined) throw truncatedError(answer.truncated)
  return answer.value
}

/**
 * As `executePrompt`, but gives the answer's text piece by piece while the model writes it. Leaving the loop
 * ends the call.
 *
 * @throws RunError after the text so far, when the call fails or the answer is incomplete.
 */
export async function* executePromptStreaming(
  prompt: string | Prompt,
  variables: Variables = {},
  options: StreamPromptOptions = {},
): AsyncGenerator<string, void, undefined> {
  const call = callOf(prompt, variables, options)
  const leaving = new AbortController()
  const log = new RunLog({ onFull: () => leaving.abort('log_full') })
  const { name } = call.prompt
  const writer = createRunSink(log).openStream({
    node: name,
    stream: `${name}#1`,
    key: name,
    format: call.prompt.answer === undefined ? 'text' : 'json',
    options: { ...defaultStreamOptions, ...options.streamOptions },
  })
  const signal =
    options.signal === undefined ? leaving.signal : AbortSignal.any([options.signal, leaving.signal])
  const asking = askPrompt({ ...call, signal, onText: (text) => writer.write(text) }).then(
    (answer) => answer.truncated && truncatedError(answer.truncated),
    (error: unknown) => error,
  )
  void asking.then(() => {
    writer.end()
    log.append({ type: 'done', state: {} })
  })
  try {
    for await (const event of readRunLog(log)) {
      if (event.type === 'token') yield event.content
    }
    const failure = await asking
    if (failure !== undefined) throw failure
  } finally {
    leaving.abort('stop')
  }
}

function callOf(prompt: string | Prompt, variables: Variables, options: ExecutePromptOptions): PromptCall {
  const { prompts, schema, signal, createModel, settings } = options
  const loaded =
    typeof prompt === 'string' ? loadPrompt(prompt, prompts === undefined ? {} : { prompts }) : prompt
  const answer =
    schema === undefined
      ? loaded.answer
      : { name: loaded.answer?.name ?? 'answer', schema, jsonSchema: z.toJSONSchema(schema) }
  return {
    prompt: { ...loaded, answer },
    variables,
    layers: [modelOptionsOf(options)],
    settings: settings ?? readModelSettings(),
    ...(signal === undefined ? {} : { signal }),
    ...(createModel === undefined ? {} : { createModel }),
  }
}

function modelOptionsOf(options: PromptModelOptions): PromptModelOptions {
  const { provider, model, temperature, maxTokens, thinkingBudget } = options
  return {
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(thinkingBudget === undefined ? {} : { thinkingBudget }),
  }
}
