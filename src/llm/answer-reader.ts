import type { AIMessage, AIMessageChunk, BaseMessageChunk } from '@langchain/core/messages'
import type { TokenMeta } from '../stream/event.js'
import { finishReasonOf } from './finish-reason.js'
import type { ToolCall } from './model-tool.js'
import { type ToolCallPiece, ToolCallReader } from './tool-call-reader.js'

/** Most of an answer that is kept, in UTF-16 units; a longer one is cut there. The arguments of tool calls count. */
const MAX_ANSWER = 1024 * 1024

/** Where the answer is: in the text, in the argument of the one tool call, or in both text and tool calls. */
export type AnswerPlace = 'text' | 'argument' | 'text and calls'

/** Puts an answer together from its chunks. */
export class AnswerReader {
  text = ''
  finishReason: string | undefined
  usage: TokenMeta['usage']
  messageId: string | undefined
  isFull = false
  readonly #place: AnswerPlace
  readonly #calls: ToolCallReader | undefined
  #argumentLength = 0

  constructor(place: AnswerPlace) {
    this.#place = place
    if (place === 'text and calls') this.#calls = new ToolCallReader()
  }

  /** What the model asks for; `undefined` for an answer that is not read for it. */
  get toolCalls(): readonly ToolCall[] | undefined {
    return this.#calls?.calls()
  }

  /**
   * Takes one chunk in. Answers its part of the text, and whether the model made progress at all: thinking
   * and the arguments of a tool call are progress, an empty chunk is not.
   */
  read(chunk: BaseMessageChunk): { text: string; isToken: boolean } {
    const { tool_call_chunks: calls = wholeCallsOf(chunk), usage_metadata: usage } = chunk as AIMessageChunk
    const plain = textOf(chunk.content)
    const argument = calls.map((call) => call.args ?? '').join('')
    let text = this.#place === 'argument' ? argument : plain
    if (this.#calls !== undefined) this.#readCalls(this.#calls, calls, argument.length)
    const room = MAX_ANSWER - this.#argumentLength - this.text.length
    if (text.length > room) {
      text = text.slice(0, Math.max(0, room))
      this.isFull = true
    }
    this.text += text
    this.messageId ??= chunk.id
    this.finishReason = finishReasonOf(chunk) ?? this.finishReason
    if (usage !== undefined) this.usage = sumOf(this.usage, usage)
    return { text, isToken: plain !== '' || calls.length > 0 || isThought(chunk) }
  }

  #readCalls(reader: ToolCallReader, calls: readonly ToolCallPiece[], length: number): void {
    this.#argumentLength += length
    for (const call of calls) reader.read(call)
    if (reader.isFull || this.#argumentLength > MAX_ANSWER) this.isFull = true
  }
}

/** A model that cannot stream gives its whole message, with calls that are read already. */
function wholeCallsOf(message: BaseMessageChunk): ToolCallPiece[] {
  const { tool_calls: readable = [], invalid_tool_calls: unreadable = [] } = message as Partial<AIMessage>
  return [
    ...readable.map(({ id, name, args }) => ({ id, name, args: JSON.stringify(args) })),
    ...unreadable.map(({ id, name, args }) => ({ id, name, args })),
  ]
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
