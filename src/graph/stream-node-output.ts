import { RunError, type RunErrorReason, type RunErrorType } from '../errors.js'
import type { RunErrorBody } from '../stream/event.js'
import type { State } from './channels.js'
import type { CompileOptions } from './compile-graph.js'
import { executeToLog } from './execute-to-log.js'
import { checkNodeNames } from './node-names.js'
import { compiledOf, type GraphSource, type RunConfig, threadOf } from './run-graph.js'
import { streamRun } from './stream-graph-with-tokens.js'

export interface StreamNodeOptions extends CompileOptions {
  readonly graph: GraphSource
  /** A node that asks a model. */
  readonly node: string
  /** What the node starts from; laid over the thread's latest checkpoint where `config` names a thread. */
  readonly state?: State
  readonly config?: RunConfig
  readonly signal?: AbortSignal
  /** Milliseconds for the whole run. Default: the graph's `config.timeout`, else the setting `runTimeout`. */
  readonly timeout?: number
  /** Milliseconds between two tokens. Default: the setting `idleTimeout`. */
  readonly idleTimeout?: number
}

/** What stands between a text that was withdrawn and the text that replaces it. */
const STARTED_AGAIN = '\n\n[started again]\n\n'

/**
 * Runs one node alone, with its requirements, retries and defaults, and gives its text piece by piece. Leaving
 * the loop aborts the model call. A text that the node withdraws is followed by a marker and the new text.
 *
 * @throws RunError after the text so far, when the node fails. @throws FilesInvalidError or UsageError for a
 *   graph that cannot be read or a node that it does not have.
 */
export async function* streamNodeOutput(options: StreamNodeOptions): AsyncGenerator<string, void, undefined> {
  const { graph, node, state = {}, timeout, idleTimeout } = options
  const compiled = compiledOf(graph, options)
  checkNodeNames(compiled.graph, [node])
  let hasText = false
  const events = streamRun(options, (log, signal) =>
    executeToLog(
      compiled,
      {
        node,
        state,
        config: threadOf(options.config),
        streams: (name) => name === node,
        ...(idleTimeout === undefined ? {} : { idleTimeout }),
      },
      { log, signal, runId: crypto.randomUUID(), ...(timeout === undefined ? {} : { timeout }) },
    ),
  )
  for await (const event of events) {
    if (event.type === 'token') {
      hasText = true
      yield event.content
    } else if (event.type === 'reset' && hasText) {
      hasText = false
      yield STARTED_AGAIN
    } else if (event.type === 'error') throw failureOf(event.error)
  }
}

function failureOf({ type, message, node, retryable, reason }: RunErrorBody): RunError {
  return new RunError({
    type: type as RunErrorType,
    message,
    retryable,
    ...(node === undefined ? {} : { node }),
    ...(reason === undefined ? {} : { reason: reason as RunErrorReason }),
  })
}
