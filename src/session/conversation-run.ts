import type { ModelChoice } from '../prompt/model-choice.js'
import { runId } from '../run/run-id.js'
import type { RunJob } from '../run/run-store.js'
import type { Conversation } from './conversation.js'

/** A reply and the interrupt that it answers. */
export interface Answered {
  readonly interrupt: string
  readonly value: unknown
}

export interface ConversationRun {
  readonly conversation: Pick<Conversation, 'id' | 'graph' | 'language'>
  /** Nothing for the run that begins the conversation. */
  readonly answered?: Answered | undefined
  /** Which model is named as the writer. */
  readonly model: Pick<ModelChoice, 'provider' | 'model'>
}

/**
 * One step of a conversation as a run of its whole graph. The interrupt stands for the checkpoint that the run
 * starts from, so the same reply to the same question is the same run.
 */
export async function conversationRun({ conversation, answered, model }: ConversationRun): Promise<RunJob> {
  const { id, graph, language } = conversation
  const input = answered === undefined ? {} : { interrupt: answered.interrupt, value: answered.value }
  return {
    id: await runId({ session: id, node: 'graph', input, recipe: {}, language }),
    sessionId: id,
    graph,
    node: undefined,
    input,
    provider: model.provider,
    model: model.model,
  }
}

/** What the graph is started with. */
export function conversationStart(
  job: RunJob,
): { readonly state: Readonly<Record<string, unknown>> } | { readonly resume: unknown } {
  const { interrupt, value } = job.input as Partial<Answered>
  return interrupt === undefined ? { state: {} } : { resume: { [interrupt]: value } }
}
