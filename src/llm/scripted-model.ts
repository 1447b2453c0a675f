import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { BaseMessage } from '@langchain/core/messages'
import type { ChatGenerationChunk, ChatResult } from '@langchain/core/outputs'
import { UsageError } from '../errors.js'
import { finishChunk, gatherChunks, textChunk } from './generation-chunk.js'
import { sleep } from './sleep.js'

export interface ScriptedReply {
  /** The answer, token by token. */
  readonly tokens: readonly string[]
  /** Milliseconds before each token. Default 0. */
  readonly pace?: number
  /** Thrown after the tokens, instead of an end. */
  readonly error?: Error
  /** Default `stop`; `null` ends without one, as a connection does that just closes. */
  readonly finishReason?: 'stop' | 'length' | 'content_filter' | null
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
    const { tokens, pace = 0, error, finishReason = 'stop' } = this.#reply(messages)
    for (const token of tokens) {
      if (pace > 0) await sleep(pace, options.signal)
      options.signal?.throwIfAborted()
      yield textChunk(token)
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
