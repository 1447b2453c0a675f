import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { BaseMessage } from '@langchain/core/messages'
import type { ChatGenerationChunk, ChatResult } from '@langchain/core/outputs'
import { finishChunk, gatherChunks, textChunk } from './generation-chunk.js'
import { sleep } from './sleep.js'

export interface DemoModelOptions {
  /** The whole answer, whatever is asked. */
  readonly answer: string
  /** Milliseconds to the first word. Default 300. */
  readonly firstWordAfter?: number
  /** Words per second from then on. Default 30; `Infinity` says all in one go. */
  readonly wordsPerSecond?: number
}

/**
 * Says a given text word by word, at the pace of a person reading. No language model is asked, and no tool that
 * is offered is ever called.
 */
export class DemoModel extends BaseChatModel {
  readonly #answer: string
  readonly #firstWordAfter: number
  readonly #wordsPerSecond: number

  constructor({ answer, firstWordAfter = 300, wordsPerSecond = 30 }: DemoModelOptions) {
    super({})
    this.#answer = answer
    this.#firstWordAfter = firstWordAfter
    this.#wordsPerSecond = wordsPerSecond
  }

  override _llmType(): string {
    return 'demo'
  }

  override _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    return gatherChunks(this._streamResponseChunks(messages, options))
  }

  override async *_streamResponseChunks(
    _messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatGenerationChunk> {
    // Every word has its own due time, so that late timers do not add up.
    let due = performance.now() + this.#firstWordAfter
    for (const word of this.#answer.match(/\s*\S+|\s+$/gu) ?? []) {
      const wait = due - performance.now()
      if (wait > 0) await sleep(wait, options.signal)
      options.signal?.throwIfAborted()
      yield textChunk(word)
      due += 1000 / this.#wordsPerSecond
    }
    yield finishChunk('stop')
  }
}
