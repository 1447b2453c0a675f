import { RunError, UsageError } from '../errors.js'
import { abortedError } from '../llm/model-error.js'
import type { RunSink, StreamTarget, TokenWriter } from '../stream/sink.js'

/**
 * What a run hands to its nodes as `config.configurable.__run`. A plain `RunSink` does; the rest is there in
 * the runs of a compiled graph.
 */
export interface NodeSink extends RunSink {
  /** Whether a node's text is wanted. Default: of the nodes with `stream: true`. */
  readonly selects?: (node: string, isStreaming: boolean) => boolean
  /** Ends the node. In addition to `config.signal`. */
  readonly signal?: AbortSignal
  /** Milliseconds between two tokens, instead of the setting. */
  readonly idleTimeout?: number
  /** Hears of an answer that was cut at its length limit, although the node keeps it. */
  readonly onTruncated?: (error: RunError) => void
  /** Hears of a node that failed and wrote nothing, although the run goes on. */
  readonly onFailure?: (error: RunError) => void
}

/** What LangGraph, or whoever else calls a node, gives it beside the state. */
export interface NodeConfig {
  readonly configurable?: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal
}

/** An update of the state from the state. An ordinary async function, never a generator. */
export type NodeFunction = (
  state: Readonly<Record<string, unknown>>,
  config?: NodeConfig,
) => Promise<Record<string, unknown>>

export function sinkOf(config: NodeConfig | undefined): NodeSink | undefined {
  return config?.configurable?.__run as NodeSink | undefined
}

/** Ends when the run is aborted, or what calls the node gives up. */
export function signalOf(config: NodeConfig | undefined): AbortSignal | undefined {
  const signals = [config?.signal, sinkOf(config)?.signal].filter((signal) => signal !== undefined)
  return signals.length > 1 ? AbortSignal.any(signals) : signals[0]
}

/** How often each node has opened a stream in a run: `stream` names one execution. */
const visits = new WeakMap<RunSink, Map<string, number>>()

/**
 * A writer for one execution of a node; `undefined` where nobody listens to it.
 *
 * @param execution names it; without one, as outside a compiled graph, executions are counted.
 */
export function openStream(
  sink: NodeSink | undefined,
  isStreaming: boolean,
  target: Omit<StreamTarget, 'stream'>,
  execution: string | undefined,
): { readonly writer: TokenWriter; readonly stream: string } | undefined {
  const isWanted = sink?.selects?.(target.node, isStreaming) ?? isStreaming
  if (sink === undefined || !isWanted) return undefined
  const stream = execution ?? `${target.node}#${nextVisit(sink, target.node)}`
  return { writer: sink.openStream({ ...target, stream }), stream }
}

function nextVisit(sink: RunSink, node: string): number {
  const counts = visits.get(sink) ?? new Map<string, number>()
  visits.set(sink, counts)
  const visit = (counts.get(node) ?? 0) + 1
  counts.set(node, visit)
  return visit
}

/** Whatever was thrown, as an error of the closed set. Misuse inside a node is about its model. */
export function toRunError(error: unknown, node?: string): RunError {
  if (error instanceof RunError) {
    return node === undefined || error.node !== undefined
      ? error
      : new RunError({ ...error.details, node }, { cause: error.cause ?? error })
  }
  const message = error instanceof Error ? error.message : String(error)
  return new RunError(
    {
      type: error instanceof UsageError && node !== undefined ? 'llm_error' : 'unknown_error',
      message,
      retryable: false,
      ...(node === undefined ? {} : { node }),
    },
    { cause: error },
  )
}

/** @throws RunError `aborted`, or what the signal was aborted with. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(signal)
}
