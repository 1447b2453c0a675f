import { AIMessageChunk } from '@langchain/core/messages'
import type { ToolCallChunk } from '@langchain/core/messages/tool'
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs'

/** A piece of text as a LangChain model streams it. */
export function textChunk(text: string): ChatGenerationChunk {
  return new ChatGenerationChunk({ text, message: new AIMessageChunk({ content: text }) })
}

/** A piece of a tool call as a LangChain model streams it. */
export function toolCallChunk(call: ToolCallChunk): ChatGenerationChunk {
  return new ChatGenerationChunk({
    text: '',
    message: new AIMessageChunk({ content: '', tool_call_chunks: [call] }),
  })
}

/** The last chunk of an answer: no text, only why it ended. */
export function finishChunk(finishReason: string): ChatGenerationChunk {
  return new ChatGenerationChunk({
    text: '',
    message: new AIMessageChunk({ content: '' }),
    generationInfo: { finish_reason: finishReason },
  })
}

/** What a streaming model answers to those who ask without streaming. */
export async function gatherChunks(chunks: AsyncIterable<ChatGenerationChunk>): Promise<ChatResult> {
  let whole: ChatGenerationChunk | undefined
  for await (const chunk of chunks) whole = whole === undefined ? chunk : whole.concat(chunk)
  return { generations: whole === undefined ? [] : [whole] }
}
