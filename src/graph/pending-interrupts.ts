import { UsageError } from '../errors.js'
import type { PendingInterrupt } from '../stream/event.js'
import { authorName, type UntypedGraph } from './build-state-graph.js'
import { plainJson } from './channels.js'

/** Everything that a paused thread waits for. */
export async function pendingInterrupts(runner: UntypedGraph, config: object): Promise<PendingInterrupt[]> {
  const { tasks } = await runner.getState(config)
  // A task that was answered keeps its interrupt until the other tasks of its step are done.
  const waiting = tasks.filter(({ result }) => result === undefined)
  return waiting.flatMap(({ name, interrupts }) =>
    interrupts.map(({ id, value }) => ({ id: id ?? '', value, node: authorName(name) })),
  )
}

/**
 * What LangGraph takes to go on. One pending interrupt takes the value as it is; several take a mapping from each
 * id to its answer.
 *
 * @throws UsageError for a thread that waits for nothing, or for several answers.
 */
export async function resumeCommand(runner: UntypedGraph, config: object, resume: unknown): Promise<unknown> {
  const { Command } = await import('@langchain/langgraph')
  const pending = await pendingInterrupts(runner, config)
  const ids = pending.map(({ id }) => id)
  const answer = plainJson(resume, 'The answer')
  const isById =
    typeof answer === 'object' &&
    answer !== null &&
    !Array.isArray(answer) &&
    Object.keys(answer).length > 0 &&
    Object.keys(answer).every((key) => ids.includes(key))
  if (isById) return new Command({ resume: answer as Record<string, unknown> })
  const [only] = ids
  if (only !== undefined && ids.length === 1) return new Command({ resume: { [only]: answer } })
  throw new UsageError(
    ids.length === 0
      ? 'This thread waits for no answer. It has finished, has not begun, or its memory checkpointer belongs to another loaded graph.'
      : `This thread waits for ${ids.length} answers. Give a mapping from each id to its answer: ${ids.join(', ')}.`,
  )
}

/** Given by `retryCommand` where the attempt before had come to its end, or to its next question. */
export const NOTHING_LEFT = Symbol('nothing left to run')

/**
 * What LangGraph takes to go on with a run whose attempt was cut off: from the beginning where no checkpoint was
 * made, with the answer where it is still waited for, else from where the thread stands.
 *
 * @param resume answers by id.
 */
export async function retryCommand(
  runner: UntypedGraph,
  config: object,
  initial: unknown,
  resume: unknown,
): Promise<unknown> {
  const thread = await runner.getState(config)
  if (thread.config?.configurable?.checkpoint_id === undefined) return initial
  const pending = await pendingInterrupts(runner, config)
  const isWaiting =
    typeof resume === 'object' && resume !== null && pending.some(({ id }) => Object.hasOwn(resume, id))
  if (isWaiting) return resumeCommand(runner, config, resume)
  // Not by `next`, which leaves out what has been done and not been checkpointed yet.
  return thread.tasks.length === 0 || pending.length > 0 ? NOTHING_LEFT : null
}
