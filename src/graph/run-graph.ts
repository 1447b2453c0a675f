import { UsageError } from '../errors.js'
import type { PendingInterrupt, RunEvent } from '../stream/event.js'
import type { State } from './channels.js'
import { type CompiledGraph, type CompileOptions, compileGraph } from './compile-graph.js'
import { executeWithLog } from './execute-to-log.js'
import { type LoadedGraph, loadGraph } from './load-graph.js'

/** The path of a graph file, or a graph that is loaded or compiled already. */
export type GraphSource = string | LoadedGraph | CompiledGraph

export interface RunConfig {
  /** Names the thread whose state a checkpointer keeps. */
  readonly thread_id?: string
  /** As LangGraph has it. */
  readonly configurable?: { readonly thread_id?: string }
  readonly signal?: AbortSignal
}

export interface RunGraphOptions extends CompileOptions {
  readonly config?: RunConfig
  readonly signal?: AbortSignal
  /** Milliseconds for the whole run. Default: the graph's `config.timeout`, else the setting `runTimeout`. */
  readonly timeout?: number
  /** Hears of every event of the run, synchronously. It must not throw. */
  readonly on?: (event: RunEvent) => void
}

export interface RunGraphResult {
  readonly state: Record<string, unknown>
  /** What the run waits for; empty when it has finished. */
  readonly interrupts: readonly PendingInterrupt[]
}

/**
 * Runs a graph to its end or to its next interrupt.
 *
 * @throws RunError when the run fails. @throws FilesInvalidError or UsageError for a graph that cannot run.
 */
export function runGraph(
  graph: GraphSource,
  state: State = {},
  options: RunGraphOptions = {},
): Promise<RunGraphResult> {
  return execute(graph, { state }, options)
}

/** As `runGraph`, but fails at once for a graph without a checkpointer, which could not pause. */
export async function runUntilInterrupt(
  graph: GraphSource,
  state: State = {},
  options: RunGraphOptions = {},
): Promise<RunGraphResult> {
  const compiled = compiledOf(graph, options)
  if (!compiled.hasCheckpointer) {
    throw new UsageError(
      'This graph has no checkpointer, so it cannot pause. Add checkpointer: {type: memory} to its file.',
    )
  }
  return execute(compiled, { state }, options)
}

/**
 * Answers a paused run and goes on to its end or to the next interrupt.
 *
 * @param answer any JSON value; with several interrupts pending, a mapping from each id to its answer.
 */
export function resumeGraph(
  graph: GraphSource,
  answer: unknown,
  options: RunGraphOptions = {},
): Promise<RunGraphResult> {
  return execute(graph, { resume: answer ?? null }, options)
}

async function execute(
  graph: GraphSource,
  input: { readonly state?: State; readonly resume?: unknown },
  options: RunGraphOptions,
): Promise<RunGraphResult> {
  const { on, timeout } = options
  let seq = 0
  const { state, interrupts } = await executeWithLog(
    compiledOf(graph, options),
    { ...input, config: threadOf(options.config), ...(on === undefined ? { streams: () => false } : {}) },
    {
      log: {
        append(body) {
          const event = { ...body, seq: ++seq }
          on?.(event)
          return event
        },
      },
      runId: crypto.randomUUID(),
      signal: AbortSignal.any(signalsOf(options)),
      ...(timeout === undefined ? {} : { timeout }),
    },
  )
  return { state, interrupts }
}

export function compiledOf(graph: GraphSource, options: CompileOptions): CompiledGraph {
  if (typeof graph === 'string') return compileGraph(loadGraph(graph), options)
  return 'execute' in graph ? graph : compileGraph(graph, options)
}

export function threadOf(config: RunConfig = {}): { thread_id?: string } {
  const thread = config.thread_id ?? config.configurable?.thread_id
  return thread === undefined ? {} : { thread_id: thread }
}

export function signalsOf(options: { config?: RunConfig; signal?: AbortSignal }): AbortSignal[] {
  return [options.signal, options.config?.signal].filter((signal) => signal !== undefined)
}
