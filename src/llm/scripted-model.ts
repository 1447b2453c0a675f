import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { BaseMessage } from '@langchain/core/messages'
import type { ToolCallChunk } from '@langchain/core/messages/tool'
import type { ChatGenerationChunk, ChatResult } from '@langchain/core/outputs'
import { UsageError } from '../errors.js'
import { finishChunk, gatherChunks, textChunk, toolCallChunk } from './generation-chunk.js'
import { sleep } from './sleep.js'

/** A tool call that a script makes. */
export interface ScriptedToolCall {
  readonly name: string
  /** A string is sent as it is, be it JSON or not. Default `{}`. */
  readonly args?: Readonly<Record<string, unknown>> | string
  /** Default `call_<number of the model's call>_<place in the reply, from 1>`. */
  readonly id?: string
}

export interface ScriptedReply {
  /** The answer, token by token. Default none. */
  readonly tokens?: readonly string[]
  /** Asked for after the tokens; the arguments come in pieces. */
  readonly toolCalls?: readonly ScriptedToolCall[]
  /** Milliseconds before each token. Default 0. */
  readonly pace?: number
  /** Thrown after the tokens, instead of an end. */
  readonly error?: Error
  /** Default `stop`, or `tool_calls` with tool calls; `null` ends without one, as a connection does that just closes. */
  readonly finishReason?: 'stop' | 'length' | 'content_filter' | 'tool_calls' | null
}

/** A plain string is streamed word by word, an `Error` is thrown before the first token. */
export type ScriptedAnswer = string | Error | ScriptedReply

/**
 * Either one answer for every call, or a list with one answer for each call in order, or a function of the
 * messages and the number of the call (from 1).
 */
export type Script =
  | ScriptedAnswer
  | readonly ScriptedAnswer[]
  | ((messages: readonly BaseMessage[], call: number) => ScriptedAnswer)

/** A real LangChain chat model that says what a script tells it, for tests. */
export class ScriptedModel extends BaseChatModel {
  /** The messages of every call so far. */
  readonly calls: BaseMessage[][] = []
  /** The names of the tools that every call offered. */
  readonly offered: string[][] = []
  readonly #script: Script

  constructor(script: Script) {
    super({})
    this.#script = script
  }

  override _llmType(): string {
    return 'scripted'
  }

  override _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    return gatherChunks(this._streamResponseChunks(messages, options))
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatGenerationChunk> {
    this.calls.push(messages)
    this.offered.push(namesOf(options))
    const { tokens = [], toolCalls = [], pace = 0, error, ...reply } = this.#reply(messages)
    const { finishReason = toolCalls.length === 0 ? 'stop' : 'tool_calls' } = reply
    for (const token of tokens) {
      if (pace > 0) await sleep(pace, options.signal)
      options.signal?.throwIfAborted()
      yield textChunk(token)
    }
    for (const piece of piecesOf(toolCalls, this.calls.length)) {
      if (pace > 0) await sleep(pace, options.signal)
      options.signal?.throwIfAborted()
      yield toolCallChunk(piece)
    }
    if (error !== undefined) throw error
    if (finishReason !== null) yield finishChunk(finishReason)
  }

  #reply(messages: readonly BaseMessage[]): ScriptedReply {
    const script = this.#script
    const call = this.calls.length
    if (typeof script === 'function') return toReply(script(messages, call))
    if (!isList(script)) return toReply(script)
    const answer = script[call - 1]
    if (answer !== undefined) return toReply(answer)
    throw new UsageError(`The script has ${script.length} answers, and the model was asked ${call} times.`)
  }
}

/** Makes a `ScriptedModel`: `createModel: () => scriptedModel('Good morning.')`. */
export function scriptedModel(script: Script): ScriptedModel {
  return new ScriptedModel(script)
}

function toReply(answer: ScriptedAnswer): ScriptedReply {
  if (typeof answer === 'string') return { tokens: answer.match(/\s*\S+|\s+$/gu) ?? [] }
  if (answer instanceof Error) return { tokens: [], error: answer }
  return answer
}

function isList(script: Script): script is readonly ScriptedAnswer[] {
  return Array.isArray(script)
}

/** As providers stream calls: the name and the id in the first piece of each, the arguments after it. */
function piecesOf(calls: readonly ScriptedToolCall[], round: number): ToolCallChunk[] {
  return calls.flatMap(({ name, args = {}, id = '' }, index): ToolCallChunk[] => {
    const text = typeof args === 'string' ? args : JSON.stringify(args)
    const type = 'tool_call_chunk'
    return [
      { type, index, name, id: id || `call_${round}_${index + 1}`, args: '' },
      ...(text.match(/.{1,8}/gsu) ?? []).map((piece) => ({ type, index, args: piece }) as const),
    ]
  })
}

function namesOf(options: object): string[] {
  const { tools = [] } = options as { readonly tools?: readonly { readonly function: { name: string } }[] }
  return tools.map((tool) => tool.function.name)
}
