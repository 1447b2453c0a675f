import type { AIMessageChunk, BaseMessageChunk } from '@langchain/core/messages'
import type { TokenMeta } from '../stream/event.js'
import { finishReasonOf } from './finish-reason.js'

/** Most of an answer that is kept, in UTF-16 units; a longer one is cut there. */
const MAX_ANSWER = 1024 * 1024

/** Puts an answer together from its chunks. */
export class AnswerReader {
  text = ''
  finishReason: string | undefined
  usage: TokenMeta['usage']
  messageId: string | undefined
  isFull = false
  readonly #isToolCall: boolean

  constructor(isToolCall: boolean) {
    this.#isToolCall = isToolCall
  }

  /**
   * Takes one chunk in. Answers its part of the text, and whether the model made progress at all: thinking
   * and the arguments of a tool call are progress, an empty chunk is not.
   */
  read(chunk: BaseMessageChunk): { text: string; isToken: boolean } {
    const { tool_call_chunks: calls, usage_metadata: usage } = chunk as AIMessageChunk
    const plain = textOf(chunk.content)
    const argument = calls?.map((call) => call.args ?? '').join('') ?? ''
    let text = this.#isToolCall ? argument : plain
    if (this.text.length + text.length > MAX_ANSWER) {
      text = text.slice(0, MAX_ANSWER - this.text.length)
      this.isFull = true
    }
    this.text += text
    this.messageId ??= chunk.id
    this.finishReason = finishReasonOf(chunk) ?? this.finishReason
    if (usage !== undefined) this.usage = sumOf(this.usage, usage)
    return { text, isToken: plain !== '' || argument !== '' || isThought(chunk) }
  }
}

function textOf(content: BaseMessageChunk['content']): string {
  if (typeof content === 'string') return content
  let text = ''
  for (const block of content) if (block.type === 'text' && typeof block.text === 'string') text += block.text
  return text
}

function isThought({ content, additional_kwargs }: BaseMessageChunk): boolean {
  const { reasoning_content: reasoning } = additional_kwargs
  if (typeof reasoning === 'string' && reasoning !== '') return true
  return typeof content !== 'string' && content.some((block) => /^(thinking|reasoning)$/.test(block.type))
}

type Usage = NonNullable<TokenMeta['usage']>

function sumOf(before: TokenMeta['usage'], next: Usage): Usage {
  return {
    input_tokens: (before?.input_tokens ?? 0) + next.input_tokens,
    output_tokens: (before?.output_tokens ?? 0) + next.output_tokens,
    total_tokens: (before?.total_tokens ?? 0) + next.total_tokens,
  }
}
