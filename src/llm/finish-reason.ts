import type { BaseMessageChunk } from '@langchain/core/messages'
import type { RunErrorReason } from '../errors.js'

/** Why the model stopped, in the provider's own word, from whichever place its LangChain package puts it. */
export function finishReasonOf(chunk: BaseMessageChunk): string | undefined {
  return reasonIn(chunk.response_metadata) ?? reasonIn(chunk.additional_kwargs)
}

function reasonIn(fields: Record<string, unknown> | undefined): string | undefined {
  if (fields === undefined) return undefined
  const reason =
    fields.finish_reason ??
    fields.stop_reason ??
    fields.finishReason ??
    fields.stopReason ??
    fields.done_reason ??
    (fields.incomplete_details as { reason?: unknown } | null | undefined)?.reason
  if (typeof reason === 'string' && reason !== '') return reason
  return fields.status === 'completed' || fields.status === 'incomplete' ? fields.status : undefined
}

const tooLong = new Set(['length', 'max_tokens', 'max_output_tokens', 'model_length', 'incomplete'])
const filtered = new Set([
  'content_filter',
  'content_filtered',
  'guardrail_intervened',
  'refusal',
  'safety',
  'recitation',
  'blocklist',
  'prohibited_content',
  'spii',
])

/** Models that always say why they stopped, so that silence means that the answer was cut. */
const reporting = new Set(['openai', 'azure_openai', 'anthropic', 'demo', 'scripted'])

/**
 * What an answer with this finish reason lacks; `undefined` when it is whole. No reason at all counts as cut
 * only for kinds of model (`_llmType()`) that never leave it out.
 */
export function truncationOf(reason: string | undefined, kindOfModel: string): RunErrorReason | undefined {
  if (reason === undefined) return reporting.has(kindOfModel) ? 'no_finish_reason' : undefined
  const word = reason.toLowerCase()
  if (tooLong.has(word)) return 'length'
  return filtered.has(word) ? 'content_filter' : undefined
}
